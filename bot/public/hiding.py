"""Anybody may ask on the board to have a picture covered: it is hidden until its office looks."""

from datetime import datetime, timedelta
from typing import Literal

from sqlmodel import Session

from bot.core.events import Button, Reply
from bot.core.turn import NOTICE, Tools, put
from bot.people import queries as people
from bot.public import board_queries as rows
from bot.reports import hiding_queries as hiding
from db.models import Report

MOST_ASKED, ASKED_WITHIN = 10, timedelta(hours=1)
"""Pictures that one address may ask for in that time: nobody empties the board alone."""
Outcome = Literal["hidden", "looked_at"]


def ask(session: Session, tools: Tools, photo_id: int, now: datetime) -> Outcome | None:
    """Hide a picture that was not asked for before, and tell its agency; None: not public."""
    row = rows.photo_to_hide(session, photo_id)
    if row is None:
        return None
    photo, report = row
    if hiding.was_asked(session, report, photo):
        return "looked_at" if photo.released_at else "hidden"
    if photo.released_at is None:
        return None
    is_first = not hiding.waiting(session, report)
    hiding.hide(session, report, photo, now)
    if is_first:
        _tell_agency(session, tools, report, now)
    return "hidden"


def _tell_agency(session: Session, tools: Tools, report: Report, now: datetime) -> None:
    """Tell the agency's chats, or the admins where it has none, with a link to the case."""
    chats = people.chats_of_role(session, "official", report.agency)
    label = tools.texts.plain("mail.button_case")
    link = Button(text=label, url=f"{tools.deep_links.page}/viec/{report.code}")
    reply = Reply(text=tools.texts("handle.asked_to_hide", report=report), buttons=((link,),))
    for chat in chats or people.chats_of_role(session, "admin"):
        put(session, chat, reply, now, NOTICE, report.id)
