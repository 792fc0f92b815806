"""Who sent a report goes, and it stays open for those who support it."""

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
    """Take the one who sent a report out of it, as erasing does; it stays open, where it stood.

    Their words and pictures go too, `words` in their place: who withdraws a report withdraws what
    they said, and nobody else can vouch for it. Who supports it stands for what is left: what kind
    of thing it is, where, and since when. Of the place the position or its known name is enough;
    the words, masked, stay only where there is neither. Raises `Refused`.
    """
    asked, place, target = waits(report), report.place_guess, report.deadline_at
    if not place and report.latitude is None:
        place = masked(report.place)
    event = move(session, report, "leave", actor, now)
    if asked:  # nobody is left who could answer
        give_back(session, report, now, zone)
        report.answer_by = None
    note_target(event, report, target)
    erase_reports(session, media, [report], words, now)
    report.place = place
    return event
