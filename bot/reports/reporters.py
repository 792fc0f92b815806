"""Rules for who acts as a report's reporter: the sender, or a clerk until the slip is used.

The slip is a paper with a secret; the database has only its hash. Whoever holds it can take the
report over, once, and is from then on its reporter.
"""

import hashlib
import hmac
import secrets
from collections.abc import Collection, Mapping

from sqlmodel import Session

from bot.people.roles import Actor
from bot.reports import queries
from bot.reports.queries import DENOUNCED
from db.models import Chat, Person, Report

LINK = "phieu_"
"""What the payload of a slip's link begins with; the code and the secret follow."""
SECRET_BYTES = 12
"""16 characters: with them a link's payload has 32 of the 64 that Telegram allows."""


def speaks(report: Report, actor: Actor) -> bool:
    """Return whether `actor` sent this report, or stands in for its sender."""
    if report.person_id is not None:
        return report.person_id == actor.person_id
    return stands_in(report, actor)


def stands_in(report: Report, actor: Actor) -> bool:
    """Return whether `actor` wrote it down for somebody who has not taken it over.

    Only as long as they hold a role, and not one who handles it: no office answers to itself. Of a
    denunciation no official does, for it may be their office that is accused.
    """
    barred = actor.handles(report.agency) or (report.held == DENOUNCED and actor.role == "official")
    wrote = report.person_id is None and report.entered_by is not None
    is_writer = wrote and report.entered_by == actor.person_id
    return is_writer and actor.role != "resident" and not barred


def chats(session: Session, rows: Collection[Report]) -> dict[int, Chat]:
    """Return the chats of the reports' senders, or of the clerks who stand in, by report id."""
    own = queries.chats_of(session, {row.chat_id for row in rows if row.person_id})
    written = {row.entered_by for row in rows if row.person_id is None}
    clerks = queries.clerks(session, written)
    reached = {
        report.number: _clerks_chat(report, clerks)
        if report.person_id is None
        else own.get(report.chat_id or 0)
        for report in rows
    }
    return {report: chat for report, chat in reached.items() if chat is not None}


def of_merged(session: Session, report: Report) -> list[tuple[Chat, list[str]]]:
    """Return the chats of other clerks of reports merged into this one, with the codes."""
    merged = queries.merged_into(session, report.number)
    reached = chats(session, merged)
    gathered: dict[int | None, tuple[Chat, list[str]]] = {}
    for other_report in merged:
        chat = reached.get(other_report.number)
        if chat is not None and other_report.entered_by != report.entered_by:
            gathered.setdefault(chat.id, (chat, []))[1].append(other_report.code)
    return list(gathered.values())


def _clerks_chat(report: Report, clerks: Mapping[int, tuple[Person, Chat]]) -> Chat | None:
    if (clerk := clerks.get(report.entered_by or 0)) is None:
        return None
    person, chat = clerk
    actor = Actor(person.id, chat.id, person.role, person.agency)
    return chat if stands_in(report, actor) else None


def new_slip(report: Report) -> str:
    """Give a report a new secret; return the payload of its slip's link."""
    secret = secrets.token_urlsafe(SECRET_BYTES)
    report.slip_hash = _hash(secret)
    return f"{LINK}{report.code}_{secret}"


def slip_of(payload: str) -> tuple[str, str]:
    """Return the code and the secret in a link's payload."""
    code, _, secret = payload.removeprefix(LINK).partition("_")
    return code, secret


def fits(report: Report, secret: str) -> bool:
    """Return whether this is the secret of the report's slip, not used so far."""
    slip_hash = report.slip_hash
    return slip_hash is not None and hmac.compare_digest(slip_hash, _hash(secret))


def take_over(report: Report, person_id: int, chat_id: int) -> None:
    """Make the holder of the slip the reporter; the slip is used up, the clerk is out of it."""
    report.person_id, report.chat_id = person_id, chat_id
    report.slip_hash = report.entered_by = None


def _hash(secret: str) -> str:
    return hashlib.sha256(secret.encode()).hexdigest()
