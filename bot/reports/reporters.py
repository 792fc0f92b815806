"""Who speaks as the one who reported: they themselves, or a clerk until their paper is used.

The paper (a slip) carries a secret; of it the database has only the hash. Whoever holds it takes
the report over, once, and is from then on the one who reported.
"""

from __future__ import annotations

import hashlib
import hmac
import secrets
from collections.abc import Collection, Mapping

from sqlmodel import Session

from bot.people.roles import Actor
from bot.reports import reporter_queries as reporters
from bot.reports.held_queries import DENOUNCED
from db.models import Chat, Person, Report

LINK = "phieu_"
"""What the payload of a slip's link begins with; the code and the secret follow."""
SECRET_BYTES = 12


def speaks(report: Report, actor: Actor) -> bool:
    """Whether `actor` sent this report, or stands in for who did."""
    if report.person_id is not None:
        return report.person_id == actor.person_id
    return stands_in(report, actor)


def stands_in(report: Report, actor: Actor) -> bool:
    """Whether `actor` wrote it down for somebody who has not taken it over.

    Only as long as they hold a role, and not one who handles it: no office answers to itself. Of a
    denunciation no official does, for it may be their office that is accused.
    """
    barred = actor.handles(report.agency) or (report.held == DENOUNCED and actor.role == "official")
    wrote = report.person_id is None and report.entered_by is not None
    mine = wrote and report.entered_by == actor.person_id
    return mine and actor.role != "resident" and not barred


def chats(session: Session, found: Collection[Report]) -> dict[int, Chat]:
    """Where who sent each report, or stands in, is reached; by the report's id."""
    own = reporters.chats_of(session, {each.chat_id for each in found if each.person_id})
    written = {each.entered_by for each in found if each.person_id is None}
    clerks = reporters.clerks(session, written)
    reached = {
        report.id or 0: _clerks_chat(report, clerks)
        if report.person_id is None
        else own.get(report.chat_id or 0)
        for report in found
    }
    return {report: chat for report, chat in reached.items() if chat is not None}


def of_merged(session: Session, report: Report) -> list[tuple[Chat, list[str]]]:
    """Where the clerks are reached who stand in for reports that were merged into this one.

    Each with the codes of theirs. Who wrote this one down too hears of it anyway.
    """
    found = reporters.merged_into(session, report.id or 0)
    reached = chats(session, found)
    gathered: dict[int | None, tuple[Chat, list[str]]] = {}
    for each in found:
        chat = reached.get(each.id or 0)
        if chat is not None and each.entered_by != report.entered_by:
            gathered.setdefault(chat.id, (chat, []))[1].append(each.code)
    return list(gathered.values())


def _clerks_chat(report: Report, clerks: Mapping[int, tuple[Person, Chat]]) -> Chat | None:
    if (found := clerks.get(report.entered_by or 0)) is None:
        return None
    person, chat = found
    actor = Actor(person.id, chat.id, person.role, person.agency)
    return chat if stands_in(report, actor) else None


def new_slip(report: Report) -> str:
    """A new secret for a report that was just written down; returns what its link carries."""
    secret = secrets.token_urlsafe(SECRET_BYTES)
    report.slip_hash = _hash(secret)
    return f"{LINK}{report.code}_{secret}"


def slip_of(payload: str) -> tuple[str, str]:
    """The code and the secret in what a link carried."""
    code, _, secret = payload.removeprefix(LINK).partition("_")
    return code, secret


def fits(report: Report, secret: str) -> bool:
    """Whether this is the secret of the report's slip, not used so far."""
    known = report.slip_hash
    return known is not None and hmac.compare_digest(known, _hash(secret))


def take_over(report: Report, person_id: int, chat_id: int) -> None:
    """Whoever holds the paper is the one who reported; it is used up, the clerk is out of it."""
    report.person_id, report.chat_id = person_id, chat_id
    report.slip_hash = report.entered_by = None


def _hash(secret: str) -> str:
    return hashlib.sha256(secret.encode()).hexdigest()
