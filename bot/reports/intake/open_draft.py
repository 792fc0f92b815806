"""The open report of a turn: found, understood, kept, and gone on with."""

from __future__ import annotations

from bot.core import draft_queries as drafts
from bot.core import sealed
from bot.core.turn import Turn
from bot.people import roles as people
from bot.reports import filling
from bot.reports.draft import ReportDraft, opened
from bot.reports.intake import questions as report_questions
from bot.reports.story import alarms, understand
from db.models import Draft

KIND = "report"


def read(turn: Turn, row: Draft) -> ReportDraft:
    """The draft as it was kept, with what follows from it."""
    draft = opened(row.data, turn.city)
    understood(turn, draft)
    return draft


def understood(turn: Turn, draft: ReportDraft) -> None:
    """Work out anew what follows from what was said."""
    sounds = report_questions.guess(turn, draft) if draft.category is None else None
    understand(draft, turn.city, sounds)


def accept(turn: Turn, draft: ReportDraft) -> None:
    """What the words were taken to tell is so."""
    understood(turn, draft)
    filling.accept(draft, turn.city)


def keep(turn: Turn, row: Draft, draft: ReportDraft) -> None:
    """Keep what was said."""
    row.data, row.updated_at = draft.model_dump(mode="json", exclude_defaults=True), turn.now


def advance(turn: Turn, row: Draft, draft: ReportDraft) -> None:
    """Keep the draft and begin its next step: the buttons of those before do nothing any more."""
    draft.asked += 1
    keep(turn, row, draft)


def go_on(turn: Turn, row: Draft, draft: ReportDraft, *, resumed: bool = False) -> None:
    """Keep the draft and ask for the first thing it lacks; before all, for consent.

    Who tells of what cannot wait learns even before that what to do meanwhile, once. `resumed`:
    the person began anew, and is told that it was open.
    """
    understood(turn, draft)
    if alarms(draft, turn.city) and not draft.warned:
        draft.warned = True
        report_questions.warn(turn, draft.category or draft.suggested.category)
    if may_be_kept(turn, draft):
        advance(turn, row, draft)
        if resumed:
            turn.say("report.resumed", report_questions.drop_row(turn, row))
        report_questions.ask(turn, row, draft)
    else:
        ask_consent(turn, row, draft)


def may_be_kept(turn: Turn, draft: ReportDraft) -> bool:
    """Whether what is said may be kept to be read: after consent, when nothing is locked."""
    return people.has_consented(turn.person) and not draft.is_locked


def ask_consent(turn: Turn, row: Draft, draft: ReportDraft, said: bytes | None = None) -> None:
    """Ask for consent, by a button with a new key for what was `said` and will be until then."""
    if draft.is_locked:
        remind(turn, row, draft)
    else:
        nothing, secret = sealed.new()
        turn.tools.keys.keep(nothing, secret)
        draft.sealed = nothing if said is None else nothing.with_part(said)
        report_questions.ask_consent(turn, secret, said=draft.is_locked or not draft.is_empty)
    keep(turn, row, draft)


def remind(turn: Turn, row: Draft, draft: ReportDraft, name: str = "privacy.locked") -> None:
    """Say that consent is waited for, with its buttons.

    Where the key is not known here any more, only the button that was shown first opens what is
    locked; another one goes on without that.
    """
    secret = turn.tools.keys.of(draft.sealed)
    if secret is None and not draft.is_locked:
        ask_consent(turn, row, draft)
        return
    anew = [turn.button("privacy.button_anew", f"consent:anew:{row.id}")]
    rows = report_questions.consent_rows(turn, secret) if secret else [anew]
    more = [] if secret else report_questions.drop_row(turn, row)
    turn.say(name, [*rows, *more], known=secret is not None, locked=draft.is_locked)


def of_kind(turn: Turn, kind: str = KIND) -> Draft | None:
    """This person's draft of that kind here."""
    return drafts.of_kind(turn.session, turn.person, turn.chat, kind)


def pressed(turn: Turn) -> Draft | None:
    """The open report, if the pressed button is of its present step; else the person is told."""
    row = of_kind(turn)
    if row is None:
        turn.say("report.closed", [[turn.button("start.button_mine", "mine:all")]])
    elif turn.arguments[0] != report_questions.stamp(row):
        show_step(turn, row)
        return None
    return row


def show_step(turn: Turn, row: Draft) -> None:
    """Say that a button is of a step that is over, and show the present one."""
    turn.say("report.stale")
    draft = read(turn, row)
    if may_be_kept(turn, draft):
        report_questions.ask(turn, row, draft)
    else:
        ask_consent(turn, row, draft)
