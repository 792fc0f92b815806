"""The buttons under the questions of a report."""

from functools import partial

from bot.core.routes import Routes
from bot.core.turn import Turn
from bot.reports import filling, stepping
from bot.reports.draft import ReportDraft
from bot.reports.intake import open_draft, questions
from bot.reports.intake.open_draft import go_on

routes = Routes()


def chosen(verb: str, turn: Turn) -> None:
    """Take a button of a question and go on; the stamp in it tells a button of an earlier step."""
    row = open_draft.pressed(turn)
    draft, choice = open_draft.read(turn, row), ":".join(turn.arguments[1:])
    if not open_draft.may_be_kept(turn, draft):
        open_draft.ask_consent(turn, row, draft)
    elif verb == "group" and choice == "all":
        draft.group = ""
        open_draft.advance(turn.now, row, draft)
        questions.ask_group(turn, row, draft)
    elif verb == "group" and (choice == "likely" or turn.city.group(choice)):
        draft.group = choice if turn.city.group(choice) else ""
        go_on(turn, row, draft)
    elif verb == "change" and choice == "ask":
        questions.ask_change(turn, row, draft)
    elif verb == "place" and choice == "unknown":
        draft.place_described = True
        go_on(turn, row, draft)
    elif verb == "photos" and choice == "none" and draft.pictures:
        open_draft.advance(turn.now, row, draft)
        questions.ask_clear(turn, row, draft)
    else:
        _fill(turn, draft, verb, choice)
        go_on(turn, row, draft)


for _verb in (
    "group", "category", "area", "place", "photos", "identity", "change",
    "border", "detail", "happened", "voice",
):  # fmt: skip
    routes.button(_verb, once=True)(partial(chosen, _verb))


def _fill(turn: Turn, draft: ReportDraft, verb: str, choice: str) -> None:
    """Fill a step with a choice; one that does not exist ends the turn."""
    if verb == "detail":
        _further(turn, draft, choice)
    elif verb == "change":
        _change(turn, draft, choice)
    elif verb == "border" and choice == "front" and turn.city.front:
        draft.to_front = True
    elif verb == "category" and turn.city.category(choice):
        filling.set_category(draft, choice)
    elif verb == "area" and (choice == "unknown" or turn.city.area(choice)):
        filling.set_area(draft, None if choice == "unknown" else choice)
    elif verb == "photos" and choice in ("done", "none", "clear"):
        draft.photos = draft.photos if choice == "done" else draft.recordings
        draft.photos_done, draft.changing = True, None
    elif verb == "voice" and choice in ("yes", "no"):
        draft.voice_agreed = choice == "yes"
        draft.photos = draft.photos if draft.voice_agreed else draft.pictures
    elif verb == "identity" and choice == "anonymous":
        filling.hide_name(draft)
    elif verb == "happened" and choice == "unknown":
        filling.set_happened(draft, "")
    else:
        raise turn.stale()


def _change(turn: Turn, draft: ReportDraft, choice: str) -> None:
    """Go back to a step, to the one before, or keep what it has."""
    if choice in questions.changeable(draft):
        stepping.change(draft, choice)
    elif choice == "keep":
        stepping.keep(draft)
    elif choice == "back":
        stepping.go_back(draft)
    else:
        raise turn.stale()


def _further(turn: Turn, draft: ReportDraft, choice: str) -> None:
    """Answer a further question, or skip it, or all that are open."""
    key, _, number = choice.partition(":")
    question = turn.city.further(key)
    if choice in ("skip", "all"):
        for open_key in draft.asks if choice == "all" else draft.asks[:1]:
            filling.answer(draft, open_key, "")
    elif question and number.isdecimal() and int(number) < len(question.choices):
        filling.answer(draft, question.id, question.choices[int(number)])
    else:
        raise turn.stale()
