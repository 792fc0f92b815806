"""Let a reporter leave a report that stays open for its supporters."""

from __future__ import annotations

from datetime import datetime
from zoneinfo import ZoneInfo

from sqlmodel import Session

from bot.core.media import Media
from bot.people.roles import Actor
from bot.reports.erasing import erase_reports
from bot.reports.history import note_target
from bot.reports.moves import move
from bot.reports.offices import give_back, waits
from bot.understanding.masking import masked
from db.engine import promise_erasure
from db.models import Report, ReportEvent


def leave(
    session: Session,
    media: Media,
    report: Report,
    actor: Actor,
    words: str,
    now: datetime,
    zone: ZoneInfo,
) -> ReportEvent:
    """Erase the reporter from a report, which stays open with its status.

    Their words and pictures go too, `words` in their place. Its supporters stand for what is left:
    category, place and time. Of the place the position or its known name is enough; the words,
    masked, stay only where there is neither. Raises `Refused`.
    """
    waited, place, target = waits(report), report.place_guess, report.deadline_at
    if not place and report.latitude is None:
        place = masked(report.place)
    event = move(session, report, "leave", actor, now)
    if waited:  # nobody is left who could answer
        give_back(session, report, now, zone)
        report.answer_by = None
    note_target(event, report, target)
    erase_reports(session, media, [report], words, now)
    promise_erasure(session)
    report.place = place
    return event
