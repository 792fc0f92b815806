"""Make a report of a draft, and move it: the table of moves, their checks, and their history."""

import hashlib
import json
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any, Literal, Self
from zoneinfo import ZoneInfo

from sqlmodel import Session

from bot.city.city import City
from bot.city.codes import new_code
from bot.city.working_days import deadline
from bot.core.draft_content import says_what_was_done
from bot.core.turn import Turn
from bot.people.roles import Actor, note
from bot.reports import part_queries, place_spots
from bot.reports import queries as reports
from bot.reports.draft import ReportDraft
from bot.reports.queries import DENOUNCED
from bot.reports.reporters import speaks
from db.models import CLOSED, Photo, Report, ReportEvent

By = Literal["agency", "reporter", "overseer", "office", "part"]
Audience = Literal["reporter", "supporters", "agency", "overseers"]
Why = Literal["right", "status", "words", "target", "again", "parts"]

OPEN = frozenset({"new", "accepted", "in_progress", "needs_info", "forwarded", "reopened"})
EVERY = OPEN | frozenset(CLOSED)
FOLLOWERS: tuple[Audience, ...] = ("reporter", "supporters")
FROM_REPORTER: tuple[Audience, ...] = ("supporters", "agency")
"""Those who hear of a reporter's step."""


@dataclass(frozen=True)
class Move:
    """Everything known of a move; docs/moves.md is made from this table.

    `by` is agency (an official of the agency the report is with), reporter (who sent it), overseer,
    office (agency and overseer alike), or part (an official of an agency with an open part in it).
    With `after` None the status stays. `audiences` hear of it, besides the one who makes it.
    `words` is how many characters of text it needs: None where no text is asked for. Pictures with
    the text are refused (""), the proof it needs unless the text says what was done, or enough
    without any text. `step` is what the history calls the move where that is not the new
    status. `confirmed` is what the reporter says of the resolution by it.
    """

    before: frozenset[str]
    after: str | None
    by: By
    audiences: tuple[Audience, ...] = ()
    words: int | None = None
    pictures: Literal["", "proof", "enough"] = ""
    step: str = ""
    confirmed: str | None = None

    @property
    def internal(self) -> bool:
        """Return whether the step is for the agency alone; an admin sees it too."""
        return not self.audiences

    @property
    def reversible(self) -> bool:
        """Return whether it can be taken back for a while after it was made by mistake."""
        return self.by == "agency" and self.after not in (None, "withdrawn")

    @property
    def reopens(self) -> bool:
        """Return whether it opens a closed report again, with the category's days anew."""
        return self.after is not None and not self.before & OPEN


@dataclass(frozen=True)
class Mover:
    """The person who makes a move, with its transaction, its time and the rules of the city."""

    session: Session
    actor: Actor
    now: datetime
    city: City
    zone: ZoneInfo

    @classmethod
    def of(cls, turn: Turn) -> Self:
        """Return the person of a turn."""
        return cls(turn.session, turn.actor, turn.now, turn.city, turn.tools.zone)

    def note(self, action: str, subject: str) -> None:
        """Write what they did into the log."""
        note(self.session, self.actor, action, subject, self.now)

    def check(self, report: Report, action: str, words: str | None = None, photos: int = 0) -> None:
        """Raise `Refused` if they cannot make a move now; `words` None: not asked for yet."""
        if why := refusal(report, action, self.actor, words, photos):
            raise Refused(why)

    def days_from_now(self, report: Report) -> datetime:
        """Return the deadline of a report whose category's days begin now."""
        return deadline(self.now, self.city.days(report.category, report.urgent), self.zone)


SYSTEM = Actor(person_id=None, chat_id=None, role="system", agency=None)
"""The actor of steps that the system makes by itself."""


def note_target(event: ReportEvent, report: Report, was: datetime) -> None:
    """Note in a step the report's target before it, where the step moved it."""
    event.deadline_was = was if was != report.deadline_at else None


def put_down(
    session: Session, report: Report, action: str, actor: Actor, was: datetime, now: datetime
) -> None:
    """Note a change that is no move; the target `was` this before it. It is shown nowhere."""
    note_target(reports.add_event(session, report, actor, now, action, internal=True), report, was)


UNFILLED = "…"
"""The place in a template that is still to be filled in: with one, an office sends nothing."""
RESOLVED = frozenset({"resolved"})
NEEDS_INFO = frozenset({"needs_info"})

MOVES: dict[str, Move] = {
    "accept": Move(frozenset({"new", "forwarded", "reopened"}), "accepted", "agency", FOLLOWERS),
    "start": Move(frozenset({"accepted", "needs_info"}), "in_progress", "agency", FOLLOWERS),
    "ask": Move(OPEN - NEEDS_INFO, "needs_info", "agency", FOLLOWERS, words=5),
    "resolve": Move(OPEN, "resolved", "agency", FOLLOWERS, words=10, pictures="proof"),
    "reject": Move(OPEN, "rejected", "agency", FOLLOWERS, words=5),
    "forward": Move(OPEN, "forwarded", "agency", (*FOLLOWERS, "agency"), words=0),
    "share": Move(OPEN, None, "agency", (*FOLLOWERS, "agency"), words=5, step="shared"),
    "part_start": Move(OPEN, None, "part", ("agency",), step="part_started"),
    "part_end": Move(OPEN, None, "part", ("agency",), words=5, step="part_ended"),
    "part_drop": Move(OPEN, None, "agency", ("agency",), step="part_dropped"),
    "merge": Move(OPEN, "rejected", "agency", FOLLOWERS, step="merged"),
    "extend": Move(OPEN, None, "agency", FOLLOWERS, step="extended"),
    "assign": Move(OPEN, None, "agency"),
    "note": Move(OPEN, None, "agency", words=1),
    "correct": Move(OPEN, None, "office", ("reporter", "agency"), step="corrected"),
    "reply": Move(EVERY, None, "agency", ("overseers",), words=1),
    "query": Move(EVERY, None, "overseer", ("agency",), words=5),
    "remind": Move(OPEN, None, "overseer", ("agency",)),
    "answer": Move(NEEDS_INFO, "accepted", "reporter", ("agency",), words=1, pictures="enough"),
    "withdraw": Move(OPEN, "withdrawn", "reporter", FROM_REPORTER),
    "judge": Move(frozenset({"resolved", "rejected", "reopened", "in_progress"}), None, "reporter"),
    "recall": Move(
        frozenset({"accepted", "in_progress"}), None, "reporter", ("agency",), step="recall_asked"
    ),
    "take_back": Move(
        frozenset(
            {"accepted", "in_progress", "needs_info", "forwarded", "resolved", "rejected"}
        ),
        None, "agency", FOLLOWERS, step="taken_back",
    ),
    "let_go": Move(OPEN, "withdrawn", "agency", FOLLOWERS),
    "keep_on": Move(OPEN, None, "agency", FOLLOWERS, step="recall_kept"),
    "leave": Move(OPEN, None, "reporter", ("agency",), step="left"),
    "add": Move(OPEN, None, "reporter", ("agency",), words=1, pictures="enough", step="added"),
    "confirm": Move(RESOLVED, None, "reporter", FROM_REPORTER, step="confirmed", confirmed="yes"),
    "partly": Move(
        RESOLVED, "in_progress", "reporter", FROM_REPORTER, step="partly", confirmed="partly"
    ),
    "dispute": Move(
        RESOLVED, "reopened", "reporter", (*FROM_REPORTER, "overseers"),
        words=5, pictures="enough", confirmed="no",
    ),
    "reopen": Move(
        frozenset({"rejected"}), "reopened", "reporter", FROM_REPORTER, words=5, pictures="enough"
    ),
}  # fmt: skip
"""Every move there is; what is not listed is refused."""
TAKE_BACK = timedelta(minutes=10)
"""So long after it was made a move can be taken back."""
WITH_WORDS = tuple(action for action, move in MOVES.items() if move.words is not None)
"""Moves that wait for somebody's words; each is a draft of that kind."""
OF_REPORTER = tuple(action for action in WITH_WORDS if MOVES[action].by == "reporter")
"""Moves with words of the reporter's: kept only with consent, and checked as the report was."""
WITH_PICTURES = frozenset(action for action, move in MOVES.items() if move.pictures)
"""Moves that pictures go with."""


def is_told(audience: Audience, action: str) -> bool:
    """Return whether they hear of a step; of one that is no listed move, everybody does."""
    return action not in MOVES or audience in MOVES[action].audiences


class Refused(Exception):
    """A move that is not allowed.

    `why` is right, status, words, target (it cannot go there), again (it was done just now) or
    parts (those of other agencies have not ended).
    """

    def __init__(self, why: Why) -> None:
        super().__init__(why)
        self.why: Why = why


def refusal(
    report: Report, action: str, actor: Actor, words: str | None = None, photos: int = 0
) -> Literal["right", "status", "words", "parts"] | None:
    """Return why `actor` cannot make a move now, None if they can; `words` None: not asked yet."""
    move = MOVES[action]
    if not _has_right(report, move, actor):
        return "right"
    if report.status not in move.before or (report.held and move.after == "reopened"):
        return "status"
    if action == "resolve" and part_queries.open_parts(report):
        return "parts"
    if words is not None and not enough(action, words, photos):
        return "words"
    return None


def enough(action: str, words: str, photos: int) -> bool:
    """Return whether these words and pictures are enough for a move."""
    move = MOVES[action]
    if UNFILLED in words and move.by != "reporter":
        return False
    if move.pictures == "enough" and photos:
        return True
    if len(words) < (move.words or 0):
        return False
    return move.pictures != "proof" or photos > 0 or says_what_was_done(words)


def _has_right(report: Report, move: Move, actor: Actor) -> bool:
    """Return whether the actor may make it; a held report nobody handles but its reporter."""
    if move.by == "reporter":
        return speaks(report, actor)
    if report.held is not None:
        return False
    oversees = actor.role == "overseer" and actor.sees(report.area)
    if move.by == "part":
        return any(actor.handles(part.agency) for part in part_queries.open_parts(report))
    handles = actor.handles(report.agency)
    return {"overseer": oversees, "agency": handles, "office": oversees or handles}[move.by]


def move(
    by: Mover,
    report: Report,
    action: str,
    words: str = "",
    photos: Sequence[str] = (),
    subject: str = "",
) -> ReportEvent:
    """Make a move: add its event (with the proof's pictures) and so change the status.

    Raises `Refused`. The caller holds the report's lock: of two officials who press at once one
    wins and the other is told.
    """
    by.check(report, action, words, len(photos))
    listed = MOVES[action]
    before = _state(report) if listed.reversible else None
    step = listed.step or listed.after or ""
    if listed.after is not None:
        _come_to(report, listed.after, by.now)
    report.confirmed = listed.confirmed or report.confirmed
    event = _add_event(by, report, action, step, words, subject)
    event.before = before or event.before
    by.session.flush()
    number = event.report_id
    by.session.add_all([Photo(report_id=number, event_id=event.id, key=key) for key in photos])
    by.note(action, report.code)
    return event


KEPT = (
    "status", "agency", "assignee_id", "confirmed", "deadline_at", "expected_at", "answer_by",
    "merged_into",
)  # fmt: skip
"""What of a report stands in a step, so that it can be taken back."""


def _state(report: Report) -> dict[str, Any]:
    values = {name: getattr(report, name) for name in KEPT}
    return {
        name: value.isoformat() if isinstance(value, datetime) else value
        for name, value in values.items()
    }


def put_back(report: Report, event: ReportEvent) -> None:
    """Give a report what it had before a step."""
    before = event.before or {}
    _come_to(report, before["status"], event.at)
    for name in (name for name in KEPT[1:] if name in before):
        value = before[name]
        is_time = name.endswith(("_at", "_by")) and value is not None
        setattr(report, name, datetime.fromisoformat(value) if is_time else value)


def _come_to(report: Report, status: str, now: datetime) -> None:
    """Set a new status, and end what belonged to the old one."""
    report.status = status
    if status == "resolved":  # the reporter is asked about each resolution
        report.confirmed = None
    report.ended_at = now if status in CLOSED else None
    report.days_taken = None  # computed again by public.queries
    report.answer_by = None
    report.promise, report.promised_at = "", None
    if status == "reopened":
        report.merged_into = None


KEPT_OF_DRAFT = {"latitude", "longitude", "place", "unit_reported", "area", "happened"}
"""What a report has just as its draft had it."""


def submit(turn: Turn, draft: ReportDraft) -> Report:
    """Make a report of a complete draft, with its agency and deadline.

    A report a person must look at first is `held`, and goes to nobody else; in an emergency,
    coarse words are no reason to wait. A denunciation is held for ever: every list, count and card
    of an agency leaves out held reports.
    """
    session, city, now = turn.session, turn.city, turn.now
    category = city.category(draft.category)
    assert category is not None, "next_question would have asked for it"
    urgent = draft.urgent or category.urgent
    held = None if urgent and draft.hold == "coarse" else draft.hold
    report = Report(
        code=_free_code(session),
        person_id=None if draft.for_other else turn.person.id,
        chat_id=None if draft.for_other else turn.chat.id,
        entered_by=turn.person.id if draft.for_other else None,
        category=category.id,
        description=draft.description or category.name,
        agency=draft.recipient(city).id,
        shown_name=draft.name or None,
        details=draft.answers(city),
        place_guess=draft.place_guess,
        urgent=urgent,
        # No denunciation by the Law on Denunciations 2018, and none that the accused may read.
        held=DENOUNCED if draft.denounces else held,
        receipt="",
        created_at=now,
        deadline_at=deadline(now, city.days(category.id, urgent), turn.tools.zone),
        **draft.model_dump(include=KEPT_OF_DRAFT),
    )
    report.receipt = receipt(report, draft.sent)
    session.add(report)
    session.flush()
    session.add_all([Photo(report_id=report.number, key=key) for key in draft.sent])
    place_spots.note(session, report, city, now)
    sender = Actor(report.person_id, report.chat_id, role="resident", agency=None)
    _add_event(replace(Mover.of(turn), actor=sender), report, "send", "new")
    session.flush()
    return report


def receipt(report: Report, photos: Sequence[str]) -> str:
    """Return the SHA-256, in hex, of what was sent: the proof that nothing was changed since."""
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
    by: Mover, report: Report, action: str, status: str, words: str = "", subject: str = ""
) -> ReportEvent:
    event = reports.add_event(
        by.session, report, by.actor, by.now, action, status, text=words, subject=subject
    )
    if action == "send" or MOVES[action].by == "reporter":
        event.role = "reporter"
    event.internal = action in MOVES and MOVES[action].internal
    report.look_at = by.now  # its notices change with each step
    return event


def put_off(by: Mover, report: Report, until: datetime) -> ReportEvent:
    """Note in the history that the target was missed, and until when it is put off."""
    report.expected_at = until
    return _add_event(by, report, "extend", "extended", subject=until.isoformat())
