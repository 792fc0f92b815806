"""Rules for held reports: who may read them, let them through, or reject them."""

from typing import Literal

from sqlmodel import Session

from bot.city.city import City
from bot.people import queries as people
from bot.people.roles import Actor, overseers
from bot.reports.moves import OPEN, Mover, put_down
from bot.reports.queries import DENOUNCED, add_event
from db.models import Chat, Report, ReportEvent

SHORTEST_REASON = 5
"""Letters a reason must have."""


def looks_at(report: Report, actor: Actor, city: City) -> bool:
    """Return whether this person may read a held report; a denunciation only the Front."""
    if report.held == DENOUNCED:
        return reads_denunciations(actor, city)
    return actor.sees(report.area)


def reads_denunciations(actor: Actor, city: City) -> bool:
    """Return whether this person may read denunciations."""
    return actor.role == "overseer" and actor.sees(city.front_area)


def lookers(session: Session, report: Report, city: City) -> list[Chat]:
    """Return the reachable chats of all who may read a report that no agency has: `looks_at`."""
    if report.held == DENOUNCED:
        return [*overseers(session, city, city.front_area)]
    return [*overseers(session, city, report.area), *people.chats_of_role(session, "admin")]


def refusal(report: Report, actor: Actor, city: City) -> Literal["right", "status"] | None:
    """Return why this person cannot decide on it now, or None if they can."""
    if not looks_at(report, actor, city):
        return "right"
    return None if report.held is not None and report.status in OPEN else "status"


def let_through(by: Mover, report: Report) -> None:
    """Let a held report go on as any other; its time begins now."""
    report.held = None
    report.look_at = by.now  # until now nothing was to be sent about it by itself
    target, report.deadline_at = report.deadline_at, by.days_from_now(report)
    put_down(by.session, report, "pass_held", by.actor, target, by.now)
    by.note("pass_held", report.code)


def turn_down(by: Mover, report: Report, reason: str) -> ReportEvent:
    """Reject a held report, or close a denunciation with an answer; it stays held."""
    status = "front_answered" if report.held == DENOUNCED else "rejected"
    report.status, report.ended_at, report.days_taken = "rejected", by.now, None
    event = add_event(by.session, report, by.actor, by.now, "drop_held", status, text=reason)
    by.session.flush()
    by.note("drop_held", report.code)
    return event
