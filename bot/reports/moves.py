"""The life of a report: how it is made, which moves it can make, and who may make them."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Literal
from zoneinfo import ZoneInfo

from sqlmodel import Session

from bot.city.city import City
from bot.city.codes import new_code
from bot.city.working_days import deadline
from bot.core.gathered import says_what_was_done
from bot.people.roles import Actor, note
from bot.reports import queries as reports
from bot.reports.draft import ReportDraft
from bot.reports.held_queries import DENOUNCED
from bot.reports.reporters import speaks
from bot.understanding.border import hold_reason
from db.models import CLOSED, Chat, Person, Photo, Report, ReportEvent

SHORTEST_ACCOUNT = 10
"""Characters a written account of what was done must have: "xong" is none."""


By = Literal["agency", "reporter", "overseer"]
Why = Literal["right", "status", "words", "target", "again"]


@dataclass(frozen=True)
class Move:
    """A listed move: from which statuses, to which, by whom, and how many letters it needs.

    `by` is agency (an official of the agency the report is with), reporter (who sent it) or
    overseer. With `after` None the status stays. `step` is what the history calls it where that
    is not the new status. docs/moves.md has all of it as a table.
    """

    before: frozenset[str]
    after: str | None
    by: By
    words: int = 0
    step: str | None = None


OPEN = frozenset({"new", "accepted", "in_progress", "needs_info", "forwarded", "reopened"})
EVERY = OPEN | frozenset(CLOSED)

MOVES: dict[str, Move] = {
    "accept": Move(frozenset({"new", "forwarded", "reopened"}), "accepted", "agency"),
    "start": Move(frozenset({"accepted", "needs_info"}), "in_progress", "agency"),
    "ask": Move(OPEN - {"needs_info"}, "needs_info", "agency", words=5),
    "resolve": Move(OPEN, "resolved", "agency", words=SHORTEST_ACCOUNT),
    "reject": Move(OPEN, "rejected", "agency", words=5),
    "answer": Move(frozenset({"needs_info"}), "accepted", "reporter", words=1),
    "withdraw": Move(OPEN, "withdrawn", "reporter"),
    "leave": Move(OPEN, None, "reporter", step="left"),
    "add": Move(OPEN, None, "reporter", words=1, step="added"),
    "confirm": Move(frozenset({"resolved"}), None, "reporter", step="confirmed"),
    "partly": Move(frozenset({"resolved"}), "in_progress", "reporter", step="partly"),
    "dispute": Move(frozenset({"resolved"}), "reopened", "reporter", words=5),
    "reopen": Move(frozenset({"rejected"}), "reopened", "reporter", words=5),
    "extend": Move(OPEN, None, "agency", step="extended"),
    "forward": Move(OPEN, "forwarded", "agency"),
    "merge": Move(OPEN, "rejected", "agency", step="merged"),
    "assign": Move(OPEN, None, "agency"),
    "note": Move(OPEN, None, "agency", words=1),
    "query": Move(EVERY, None, "overseer", words=5),
    "reply": Move(EVERY, None, "agency", words=1),
    "remind": Move(OPEN, None, "overseer"),
}
"""Every move there is; what is not listed is refused."""

BY_PICTURE = frozenset({"add", "dispute", "reopen"})
"""Moves for which a picture says enough."""
CONFIRMED = {"confirm": "yes", "partly": "partly", "dispute": "no", "resolve": None}
"""What the reporter says of the resolution by a move; a new resolution is asked about anew."""

INTERNAL = frozenset({"note", "assign"})
"""Steps for the agency alone; an admin sees them too, nobody else."""


class Refused(Exception):
    """A move that is not allowed.

    `why` is right, status, words, target (it cannot go there) or again (it was done just now).
    """

    def __init__(self, why: Why) -> None:
        super().__init__(why)
        self.why: Why = why


def refusal(
    report: Report, action: str, actor: Actor, words: str | None = None, photos: int = 0
) -> Literal["right", "status", "words"] | None:
    """Why `actor` cannot make this move now, or None if they can.

    `words` None: not asked yet; `photos` is how many pictures go with them.
    """
    move = MOVES[action]
    if not _has_right(report, move, actor):
        return "right"
    if report.status not in move.before or (report.held and move.after == "reopened"):
        return "status"
    if words is not None and not enough(action, words, photos):
        return "words"
    return None


def enough(action: str, words: str, photos: int) -> bool:
    """Whether these words are enough for a move.

    Nothing is resolved without proof: a picture, or else words that say what was done. That it is
    not is shown by a picture too.
    """
    if action in BY_PICTURE and photos:
        return True
    if len(words) < MOVES[action].words:
        return False
    return action != "resolve" or photos > 0 or says_what_was_done(words)


def _has_right(report: Report, move: Move, actor: Actor) -> bool:
    """What is held back until a person has looked at it is nobody's to handle yet."""
    if move.by == "reporter":
        return speaks(report, actor)
    if report.held is not None:
        return False
    if move.by == "overseer":
        return actor.role == "overseer" and actor.sees(report.area)
    return actor.handles(report.agency)


def move(
    session: Session,
    report: Report,
    action: str,
    actor: Actor,
    now: datetime,
    words: str = "",
    photos: Sequence[str] = (),
    subject: str = "",
) -> ReportEvent:
    """Make a move: add its event (with the proof's pictures) and so change the status.

    Raises `Refused`. The caller holds the report's lock, so that of two officials who press at
    once one wins and the other is told.
    """
    if why := refusal(report, action, actor, words, len(photos)):
        raise Refused(why)
    listed = MOVES[action]
    step = listed.step or listed.after or ""
    if listed.after is not None:
        _come_to(report, listed.after, now)
    if action in CONFIRMED:
        report.confirmed = CONFIRMED[action]
    event = _add_event(session, report, action, step, actor, now, words, subject)
    session.add_all(
        [Photo(report_id=event.report_id, event_id=event.id, key=key) for key in photos]
    )
    note(session, actor, action, report.code, now)
    return event


def _come_to(report: Report, status: str, now: datetime) -> None:
    """A new status; what hung on the old one is over."""
    report.status = status
    report.ended_at = now if status in CLOSED else None
    report.days_taken = None  # counted anew by services/figures.py
    report.answer_by = None
    report.promise, report.promised_at = "", None
    if status == "reopened":
        report.merged_into = None


def submit(
    session: Session,
    draft: ReportDraft,
    person: Person,
    chat: Chat,
    city: City,
    zone: ZoneInfo,
    now: datetime,
) -> Report:
    """Make a report of a draft that lacks nothing, routed and with its deadline.

    What a person must look at first is held back (`held`), and goes to nobody else; where
    somebody may be in danger, coarse words are no reason to wait. A denunciation is held for ever:
    every list, count and card of an agency leaves out what is held.
    """
    category = city.category(draft.category)
    assert category is not None, "next_question would have asked for it"
    urgent = draft.urgent or category.urgent
    held = hold_reason(draft.description, draft.place, draft.name, *draft.details.values())
    held = None if urgent and held == "coarse" else held
    report = Report(
        code=_free_code(session),
        person_id=None if draft.for_other else person.id,
        chat_id=None if draft.for_other else chat.id,
        entered_by=person.id if draft.for_other else None,
        category=category.id,
        description=draft.description or category.name,
        latitude=draft.latitude,
        longitude=draft.longitude,
        place=draft.place,
        unit_reported=draft.unit_reported,
        area=draft.area,
        agency=draft.recipient(city).id,
        shown_name=None if draft.anonymous else draft.name or None,
        details=draft.answers(city),
        happened=draft.happened or draft.suggested.happened,
        place_guess=draft.place_guess,
        urgent=urgent,
        held=DENOUNCED if draft.denounces else held,
        receipt="",
        created_at=now,
        deadline_at=deadline(now, city.days(category.id, urgent), zone),
    )
    report.receipt = receipt(report, draft.photos)
    session.add(report)
    session.flush()
    assert report.id is not None
    session.add_all([Photo(report_id=report.id, key=key) for key in draft.photos])
    actor = Actor(report.person_id, report.chat_id, role="resident", agency=None)
    _add_event(session, report, "send", "new", actor, now, "")
    return report


def receipt(report: Report, photos: Sequence[str]) -> str:
    """SHA-256, in hex, of what was sent: whoever kept it can show that nothing was changed."""
    sent = [
        report.code, report.category, report.description, report.place, report.latitude,
        report.longitude, report.created_at.timestamp(), list(photos),
        sorted(report.details.items()), report.happened,
    ]  # fmt: skip
    return hashlib.sha256(json.dumps(sent, ensure_ascii=False).encode()).hexdigest()


def _free_code(session: Session) -> str:
    while reports.by_code(session, code := new_code()):
        pass
    return code


def _add_event(
    session: Session,
    report: Report,
    action: str,
    status: str,
    actor: Actor,
    now: datetime,
    words: str,
    subject: str = "",
) -> ReportEvent:
    event = _event(report, action, status, actor, now, words, subject)
    session.add(event)
    report.look_at = now  # what is to be sent by itself from here on is another
    session.flush()
    return event


def _event(
    report: Report, action: str, status: str, actor: Actor, now: datetime, words: str, subject: str
) -> ReportEvent:
    assert report.id is not None
    return ReportEvent(
        report_id=report.id,
        at=now,
        action=action,
        status=status,
        role="reporter" if MOVES.get(action, MOVES["answer"]).by == "reporter" else actor.role,
        agency=actor.agency,
        person_id=actor.person_id,
        text=words,
        internal=action in INTERNAL,
        subject=subject,
    )


def put_off(session: Session, report: Report, until: datetime, now: datetime) -> ReportEvent:
    """Write into the history that nobody met the target and by when it is expected now."""
    report.expected_at = until
    nobody = Actor(person_id=None, chat_id=None, role="system", agency=None)
    event = _event(report, "extend", "extended", nobody, now, "", until.isoformat())
    session.add(event)
    return event
