"""The open report of a turn: found, understood, kept, and gone on with."""

from __future__ import annotations

from bot.conversations import report_questions
from bot.conversations.turn import Turn
from bot.services import filling, people
from bot.services.drafts import ReportDraft, opened
from bot.services.understanding import alarms, understand
from db import drafts
from db.models import Draft

KIND = "report"


def read(turn: Turn, row: Draft) -> ReportDraft:
    """The draft as it was kept, with what follows from it."""
    draft = opened(row.data, turn.city)
    _understand(turn, draft)
    return draft


def _understand(turn: Turn, draft: ReportDraft) -> None:
    sounds = report_questions.guess(turn, draft) if draft.category is None else None
    understand(draft, turn.city, sounds)


def accept(turn: Turn, draft: ReportDraft) -> None:
    """What the words were taken to tell is so."""
    _understand(turn, draft)
    filling.accept(draft, turn.city)


def keep(turn: Turn, row: Draft, draft: ReportDraft) -> None:
    """Keep what was said."""
    row.data, row.updated_at = draft.model_dump(mode="json", exclude_defaults=True), turn.now


def go_on(turn: Turn, row: Draft, draft: ReportDraft) -> None:
    """Keep the draft and ask for the first thing it lacks; before all, for consent.

    Who tells of what cannot wait learns even before that what to do meanwhile, once.
    """
    _understand(turn, draft)
    if alarms(draft, turn.city) and not draft.warned:
        draft.warned = True
        report_questions.warn(turn, draft.category or draft.suggested.category)
    keep(turn, row, draft)
    if people.has_consented(turn.person):
        report_questions.ask(turn, row, draft)
    else:
        report_questions.ask_consent(turn, draft)


async def of_kind(turn: Turn, kind: str = KIND) -> Draft | None:
    """This person's draft of that kind here."""
    return await drafts.of_kind(turn.session, turn.person, turn.chat, kind)


async def pressed(turn: Turn) -> Draft | None:
    """The open report, if the pressed button is one of its own; else the person is told."""
    row = await of_kind(turn)
    if row is None or turn.arguments[0] != str(row.id):
        turn.say("report.stale", [[turn.button("start.button_mine", "mine:all")]], open=row)
        return None
    return row
