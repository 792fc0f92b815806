"""What the buttons under the questions of a report do."""

from __future__ import annotations

from bot.core.turn import Routes, Turn
from bot.reports import filling as rules
from bot.reports.draft import ReportDraft, Step
from bot.reports.intake import open_draft as report_draft
from bot.reports.intake import questions as report_questions
from bot.reports.intake.open_draft import go_on
from db.models import Draft

routes = Routes()

CONFIRMABLE: tuple[Step, ...] = ("category", "place", "area", "happened")


@routes.button(
    "group", "category", "area", "place", "photos", "identity", "change",
    "right", "fix", "border", "detail", "happened", once=True,
)  # fmt: skip
def chosen(turn: Turn) -> None:
    """A button of one of the questions; its draft's number tells one of yesterday's."""
    row = report_draft.pressed(turn)
    if row is None:
        return
    assert turn.incoming.button is not None
    draft = report_draft.read(turn, row)
    if not report_draft.may_be_kept(turn, draft):
        report_draft.ask_consent(turn, row, draft)
        return
    verb, choice = turn.incoming.button.split(":")[0], ":".join(turn.arguments[1:])
    choose(turn, row, draft, verb, choice)


def choose(turn: Turn, row: Draft, draft: ReportDraft, verb: str, choice: str) -> None:
    """Take a choice and go on; one there is none of is told."""
    if verb == "group" and choice == "all":
        go_on(turn, row, draft)
    elif verb == "group" and (group := turn.city.group(choice)):
        report_draft.advance(turn, row, draft)
        report_questions.ask_category_of(turn, row, draft, group)
    elif verb == "place" and choice == "unknown":
        draft.place_described = True
        report_draft.advance(turn, row, draft)
        report_questions.ask_place_described(turn, row, draft)
    elif verb == "photos" and choice == "none" and draft.photos:
        report_draft.advance(turn, row, draft)
        report_questions.ask_clear(turn, row, draft)
    elif _fill(turn, draft, verb, choice):
        go_on(turn, row, draft)
    else:
        turn.say("start.stale_button")


def _fill(turn: Turn, draft: ReportDraft, verb: str, choice: str) -> bool:
    """Let a choice fill its step; false when there is none of that name."""
    if verb in ("right", "fix", "border", "detail"):
        return _answered(turn, draft, verb, choice)
    if choice == "guess":
        choice = report_questions.guess(turn, draft) or choice
    if verb == "category" and turn.city.category(choice):
        rules.set_category(draft, choice)
    elif verb == "area" and (choice == "unknown" or turn.city.area(choice)):
        rules.set_area(draft, None if choice == "unknown" else choice)
    elif verb == "photos" and choice in ("done", "none", "clear"):
        draft.photos = draft.photos if choice == "done" else []
        draft.photos_done, draft.changing = True, None
    elif verb == "identity" and choice in ("anonymous", "shown") and not draft.for_other:
        rules.set_identity(draft, choice == "anonymous")
    elif verb == "happened" and choice == "unknown":
        rules.set_happened(draft, "")
    elif verb == "change" and choice in report_questions.changeable(draft):
        rules.change(draft, choice)
    elif verb == "change" and choice == "keep":
        rules.keep(draft)
    else:
        return False
    return True


def _answered(turn: Turn, draft: ReportDraft, verb: str, choice: str) -> bool:
    """What was suggested, told or asked besides; a suggestion of before is shown anew."""
    if verb == "detail":
        return _further(turn, draft, choice)
    if verb == "right" and choice in (draft.suggested.mark, "right"):
        rules.accept(draft, turn.city)
    elif verb == "right" and choice == "wrong":
        rules.decline(draft, *CONFIRMABLE)
    elif verb == "fix" and choice in CONFIRMABLE:
        rules.decline(draft, choice)
        rules.change(draft, choice)
    elif verb == "border":  # an older button, which sent it to the agency, asks again
        draft.to_front = choice == "front" and turn.city.front is not None
    else:
        return verb == "right"
    return True


def _further(turn: Turn, draft: ReportDraft, choice: str) -> bool:
    """A further question answered, or passed over: one, or all that are left."""
    key, _, number = choice.partition(":")
    asked = turn.city.further(key)
    if choice == "skip":
        for each in draft.asks[:1]:
            rules.answer(draft, each, "")
    elif choice == "all":
        for each in draft.asks:
            rules.answer(draft, each, "")
    elif asked and number.isdecimal() and int(number) < len(asked.choices):
        rules.answer(draft, asked.id, asked.choices[int(number)])
    else:
        return False
    return True
