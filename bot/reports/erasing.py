"""Take a person out of reports: their words, pictures and name."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from markupsafe import escape
from sqlmodel import Session

from bot.core.events import Reply
from bot.core.forgetting import erase_files
from bot.core.media import Media
from bot.core.turn import Turn
from bot.reports import erasing_queries as rows
from bot.reports import queries as reports
from bot.understanding.masking import MASK, masked
from db import outbox
from db.models import Report, ReportEvent

REPORTER = ("reporter", "resident")
"""The roles under which the history has what a reporter did."""
AMONG_OFFICIALS = frozenset({"note", "query", "reply"})
"""Steps of which the reporter was never told."""


def erase_reports(
    session: Session, media: Media, theirs: Sequence[Report], words: str, now: datetime
) -> None:
    """Take the person out of these reports."""
    keys: set[str] = set()
    for report in theirs:
        assert report.id is not None
        for event in reports.events(session, report):
            _clear_event(event, report.shown_name)
        keys |= rows.drop_pictures(session, report.id)
        _clear(report, words, now)
        session.flush()
        gone = {"text": f"{report.code}: {words}"}
        rows.drop_messages(session, report, gone)
        outbox.wipe(session, outbox.told(session, report.id), gone, now)
    erase_files(session, media, keys)


def wipe_late(session: Session, words: str, now: datetime, most: int) -> None:
    """Wipe what was on its way to somebody when its report was erased."""
    for report_id in outbox.told_too_late(session, most):
        found = reports.get(session, report_id)
        assert found is not None
        late = outbox.told(session, report_id, (outbox.TOLD,))
        outbox.wipe(session, late, {"text": f"{found.code}: {words}"}, now)


def take_name(session: Session, report: Report, name: str, reply: Reply, now: datetime) -> None:
    """Mask a name in what is kept of a report, and wipe what told others of it.

    There `reply` is shown in the place of what may have the name in it, as what was emptied long
    ago may. Cards are brought up to date by the caller.
    """
    assert report.id is not None
    for field in ("description", "place", "place_guess", "happened", "promise"):
        setattr(report, field, getattr(report, field).replace(name, MASK))
    for event in reports.events(session, report):
        event.text = event.text.replace(name, MASK)
    written = str(escape(name)).casefold()
    rows = [
        row
        for row in outbox.told(session, report.id, (outbox.TOLD,))
        if row.payload is None or written in str(row.payload.get("text", "")).casefold()
    ]
    outbox.wipe(session, rows, reply.model_dump(mode="json", exclude_defaults=True), now)


def _clear_event(event: ReportEvent, name: str | None) -> None:
    if event.role in REPORTER:
        event.text, event.person_id = "", None
    elif event.action in AMONG_OFFICIALS:
        event.text = ""
    elif event.text:
        event.text = _without(name, event.text)


def _without(name: str | None, text: str) -> str:
    return masked(text.replace(name, MASK) if name else text)


def _clear(report: Report, words: str, now: datetime) -> None:
    report.description, report.place, report.place_guess, report.happened = words, "", "", ""
    report.promise = _without(report.shown_name, report.promise)
    report.details, report.shown_name = {}, None
    report.person_id = report.chat_id = report.slip_hash = None
    report.erased_at = now


def hide_name(turn: Turn, report: Report) -> None:
    """Take the name a report showed out of what told its agency and overseers of it."""
    if report.shown_name is not None:
        show = turn.button("office.button_card", f"case:show:{report.code}")
        reply = Reply(text=turn.tools.texts("privacy.name_gone", report=report), buttons=((show,),))
        take_name(turn.session, report, report.shown_name, reply, turn.now)
