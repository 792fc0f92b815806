"""Take a person out of reports: their words, pictures and name; or out of one that stays open."""

from collections.abc import Sequence
from datetime import datetime

from markupsafe import escape
from sqlmodel import Session

from bot.core import chain_queries
from bot.core.dropping import erase_files
from bot.core.events import Reply
from bot.core.media import Media
from bot.core.turn import Turn
from bot.reports import corrections, place_spot_queries
from bot.reports import queries as reports
from bot.reports.moves import Mover, is_told, move, note_target
from bot.reports.offices import give_back, waits
from bot.understanding.masking import MASK, masked
from db import outbox
from db.engine import promise_erasure
from db.models import Report, ReportEvent

REPORTER = ("reporter", "resident")
"""The roles under which the history has what a reporter did."""


def erase_reports(
    session: Session, media: Media, erased: Sequence[Report], words: str, now: datetime
) -> None:
    """Erase the person's words, pictures and name from these reports."""
    keys: set[str] = set()
    places = {report.place_key for report in erased if report.place_key}
    for report in erased:
        events = reports.events(session, report)
        for event in events:
            _clear_event(event, report.shown_name)
        chain_queries.erase_salts(session, "report", [event.id for event in events])
        keys |= reports.drop_pictures(session, report.number)
        _clear(report, words, now)
        reports.drop_examples(session, report.number)
        session.flush()
        notice = {"text": f"{report.code}: {words}"}
        reports.drop_messages(session, report, notice)
        outbox.wipe(session, outbox.disclosures(session, report.number), notice, now)
    session.flush()
    place_spot_queries.forget_unused(session, places)
    erase_files(session, media, keys)


def wipe_late(session: Session, words: str, now: datetime, limit: int) -> None:
    """Wipe messages that were being sent while their report was erased."""
    for report_id in outbox.disclosed_too_late(session, limit):
        report = reports.get(session, report_id)
        late = outbox.disclosures(session, report_id, (outbox.DISCLOSURE,))
        outbox.wipe(session, late, {"text": f"{report.code}: {words}"}, now)


def _clear_event(event: ReportEvent, name: str | None) -> None:
    if event.action == "correct":
        event.text, event.subject = "", corrections.without_words(event)
    elif event.role in REPORTER:
        event.text, event.person_id = "", None
    elif not is_told("reporter", event.action):
        event.text = ""
    elif event.text:
        event.text = _without(name, event.text)


def _without(name: str | None, text: str) -> str:
    return masked(text.replace(name, MASK) if name else text)


def _clear(report: Report, words: str, now: datetime) -> None:
    report.description, report.place, report.place_guess, report.happened = words, "", "", ""
    report.place_key = ""
    report.promise = _without(report.shown_name, report.promise)
    report.details, report.shown_name = {}, None
    report.person_id = report.chat_id = report.slip_hash = None
    report.erased_at = now


def hide_name(turn: Turn, report: Report) -> None:
    """Mask the shown name in a report, and replace the messages to offices that have it.

    Cards are the caller's to update.
    """
    name, session = report.shown_name, turn.session
    if name is None:
        return
    for field in ("description", "place", "place_guess", "happened", "promise"):
        setattr(report, field, getattr(report, field).replace(name, MASK))
    for event in reports.events(session, report):
        if name in event.text or name in event.subject:
            event.text = event.text.replace(name, MASK)
            event.subject = event.subject.replace(name, MASK)
            chain_queries.erase_salts(session, "report", [event.id])
    written = str(escape(name)).casefold()
    rows = [
        row
        for row in outbox.disclosures(session, report.number, (outbox.DISCLOSURE,))
        if row.payload is None or written in str(row.payload.get("text", "")).casefold()
    ]
    show = turn.button("office.button_card", f"case:show:{report.code}")
    reply = Reply(text=turn.tools.texts("privacy.name_gone", report=report), buttons=((show,),))
    outbox.wipe(session, rows, reply.model_dump(mode="json", exclude_defaults=True), turn.now)


def leave(by: Mover, media: Media, report: Report, words: str) -> ReportEvent:
    """Erase the reporter from a report, which stays open with its status.

    Their words and pictures go too, `words` in their place. Its supporters stand for what is left:
    category, place and time. Of the place the position or its known name is enough; the words,
    masked, stay only where there is neither. Raises `Refused`.
    """
    waited, place, target = waits(report), report.place_guess, report.deadline_at
    if not place and report.latitude is None:
        place = masked(report.place)
    event = move(by, report, "leave")
    if waited:  # nobody is left who could answer
        give_back(by.session, report, by.now, by.zone)
        report.answer_by = None
    note_target(event, report, target)
    erase_reports(by.session, media, [report], words, by.now)
    promise_erasure(by.session)
    report.place = place
    return event
