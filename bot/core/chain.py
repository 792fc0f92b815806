"""The chain: what was done is sealed, so that nobody can change it in secret.

Once a minute, under one lock, each event committed since gets a number and a SHA-256 over its
canonical JSON and the hash before it. In the open stand ids, times, statuses and figures; of free
words, pictures and people only a salted hash, whose salt is erased with them: then what remains of
the event is sealed again. Whoever kept a hash can show that nothing before it was altered.
"""

import hashlib
import json
import secrets
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any, NamedTuple

from sqlmodel import Session

from bot.core import chain_queries
from db import engine
from db.engine import Database
from db.models import ChainLink, ChainProof

HIDDEN: dict[str, frozenset[str]] = {
    "report": frozenset({"text", "subject", "person_id"}),
    "target": frozenset(
        {"words", "photos", "document", "link", "latitude", "longitude", "person_id"}
    ),
    "moderation": frozenset({"person_id", "chat_id"}),
}
"""The columns of which only a salted hash is sealed: free words, pictures, places, people."""
BEGINNING = "0" * 64
"""The hash before the first link."""
AT_ONCE = 1000
"""So many links are proved within a turn: in less than a fifth of a second."""
_LOCK = 7_031_518  # any number that no other advisory lock uses
SHORT = 16
"""Characters of a hash that are enough to know it again: 64 bits."""


@dataclass(frozen=True)
class Head:
    """The newest link: its number, hash and time; and how many events are not sealed yet."""

    number: int = 0
    hash: str = BEGINNING
    at: datetime | None = None
    unsealed: int = 0

    @property
    def short(self) -> str:
        """Return the beginning of the hash, in groups of four."""
        return " ".join(self.hash[at : at + 4] for at in range(0, SHORT, 4))


class Content(NamedTuple):
    """The sealed content of the row `id`: in the open, and as a salted hash."""

    id: int
    sealed: dict[str, Any]
    hidden: dict[str, Any]


def seal(database: Database, now: datetime) -> int:
    """Seal everything that was committed, some at a time so that no turn waits for long."""
    sealed = 0
    while True:
        with database.reading() as session:
            if not chain_queries.count_unsealed(session) and not chain_queries.bare(session, 1):
                return sealed
        with database.transaction() as session:
            engine.lock(session.connection(), _LOCK)
            sealed += _seal(session, now)


def _seal(session: Session, now: datetime) -> int:
    """Add a link for each of the first events that have none, and for what remains of erased."""
    last = chain_queries.last(session)
    number, before = (last.number, last.hash) if last else (0, BEGINNING)
    new: list[ChainLink] = []
    for kind in chain_queries.TABLES:
        rows = chain_queries.unsealed(session, kind)
        for row in _contents(session, kind, rows):
            number += 1
            new.append(_link(number, kind, row, before, now))
            before = new[-1].hash
    for link in chain_queries.bare(session):
        values = chain_queries.rows(session, link.kind, [link.ref]).values()
        link.salt = ""
        for row in _contents(session, link.kind, [row for row in values if row is not None]):
            number += 1
            new.append(_link(number, link.kind, row, before, now, again=True))
            before = new[-1].hash
    session.add_all(new)
    return len(new)


def _link(
    number: int, kind: str, row: Content, before: str, now: datetime, *, again: bool = False
) -> ChainLink:
    # 128 bits: without a salt, a few words or a person's number could be guessed from the hash.
    salt = secrets.token_hex(16)
    link = ChainLink(
        number=number,
        kind=kind,
        ref=row.id,
        again=again,
        content=row.sealed,
        digest=digest_of(salt, row.hidden),
        salt=salt,
        hash="",
        sealed_at=now,
    )
    link.hash = hash_of(link, before)
    return link


def _contents(session: Session, kind: str, rows: Sequence[Any]) -> Iterator[Content]:
    """Yield what is sealed of each row.

    With a report's step go its pictures, and the target that the report was begun under: what
    contests a target is sealed too. With the last one goes what the report came to.
    """
    is_step = kind == "report"
    reports = {row.report_id for row in rows} if is_step else set()
    keys = chain_queries.photos(session, [row.id for row in rows]) if is_step else {}
    targets, states = (
        chain_queries.targets(session, reports),
        chain_queries.states(session, reports),
    )
    for row in rows:
        sealed = _plain(row.model_dump(exclude={*HIDDEN[kind], "id"}, warnings=False))
        hidden = _plain(row.model_dump(include=HIDDEN[kind]))
        if is_step:
            hidden["photos"] = keys.get(row.id, [])
            sealed["target"] = targets.get(row.report_id)
            sealed |= _plain(states.get(row.id, {}))
        yield Content(row.id, sealed, hidden)


def digest_of(salt: str, hidden: Mapping[str, Any]) -> str:
    """Return the salted hash of free words and pictures."""
    return hashlib.sha256(f"{salt}\n{canonical(hidden)}".encode()).hexdigest()


def hash_of(link: ChainLink, before: str) -> str:
    """Return the hash of a link over all of it but its salt, and over the hash before it."""
    covered = link.model_dump(exclude={"salt", "hash"})
    return hashlib.sha256(f"{before}\n{canonical(_plain(covered))}".encode()).hexdigest()


def canonical(data: object) -> str:
    """Return JSON that is the same for the same data: sorted keys, no spaces."""
    # After RFC 8785 (JSON Canonicalization Scheme), but numbers as Python writes them.
    return json.dumps(data, ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def _plain(values: Mapping[str, Any]) -> dict[str, Any]:
    """Return values as JSON has them, times in UTC."""
    return {name: _as_json(value) for name, value in values.items()}


def _as_json(value: Any) -> Any:
    if isinstance(value, datetime):
        return value.astimezone(UTC).isoformat()
    return value.isoformat() if isinstance(value, date) else value


def head(session: Session) -> Head:
    """Return the newest link, and how many events it does not cover."""
    last, unsealed = chain_queries.head(session)
    if last is None:
        return Head(unsealed=unsealed)
    return Head(last.number, last.hash, last.sealed_at, unsealed)


@dataclass(frozen=True)
class Proof:
    """A mark that was proved: links and rows of 1 to `number`, sealed from `since` to `until`.

    `fault` is the first of them that is not as it was sealed. `at` is when it was proved; None
    where it still is to be: the chain is too long to prove it at once.
    """

    number: int
    since: datetime
    until: datetime
    at: datetime | None
    fault: int | None = None


def proof(session: Session, number: int, mark: str, now: datetime) -> Proof | None:
    """Return what is proved of the links up to the one whose hash begins so; None for no such."""
    link, first = chain_queries.link(session, number), chain_queries.first(session)
    if link is None or first is None or not link.hash.startswith(mark):
        return None
    proved = ChainProof(at=now, number=number)
    if number <= AT_ONCE:
        proved.fault = next((place for place, _ in _faults(session, number)), None)
    else:
        proved = session.get(ChainProof, 1) or ChainProof(at=now, number=0)
    fault = proved.fault if proved.fault is not None and proved.fault <= number else None
    at = proved.at if fault is not None or proved.number >= number else None
    return Proof(number, first.sealed_at, link.sealed_at, at, fault)


def prove(database: Database, now: datetime) -> None:
    """Prove the whole chain, and store up to which link it holds, or the first that does not."""
    with database.reading() as session:
        number = chain_queries.newest(session)
        fault = next((place for place, _ in _faults(session)), None)
    with database.transaction() as session:
        holds = number if fault is None else fault - 1
        session.merge(ChainProof(at=now, number=holds, fault=fault))


def faults(session: Session) -> Iterator[str]:
    """Yield what was altered since it was sealed, and events that came in beside the seals."""
    yield from (fault for _, fault in _faults(session))
    for kind in chain_queries.TABLES:
        count, first = chain_queries.missed(session, kind)
        if count:
            yield f"{count} {kind} event(s) will never be sealed, the first is {first}"
        for number in chain_queries.misspelt(session, kind):
            yield f"{kind} event {number} was altered: a time is written otherwise"


Fault = tuple[int, str]
"""The number of a link, and what was altered of it or of its event."""


def _faults(session: Session, until: int | None = None) -> Iterator[Fault]:
    """Yield the faults of the links up to a number, or of all, in their order."""
    before, expected = BEGINNING, 1
    for links in chain_queries.links(session, until):
        faults: list[Fault] = []
        for kind in chain_queries.TABLES:
            of_kind = [link for link in links.values() if link and link.kind == kind]
            faults += _altered(session, kind, of_kind)
        for number, link in links.items():
            if number != expected:
                faults.append((expected, f"link {expected} is missing"))
            elif link is None:
                faults.append((number, f"link {number} was altered: it cannot be read"))
            elif before and hash_of(link, before) != link.hash:
                text = f"link {number} ({link.kind} {link.ref}) was altered"
                faults.append((number, text))
            before, expected = link.hash if link else "", number + 1
        yield from sorted(faults)


def _is_as_sealed(key: str, now: Mapping[str, Any], sealed: Mapping[str, Any]) -> bool:
    """Return whether a value is as it was sealed; a link of before has less of the report."""
    if key in sealed:
        return bool(sealed[key] == now[key])
    return key.startswith("report.") or (key == "target" and now[key] is None)


def _altered(session: Session, kind: str, links: Sequence[ChainLink]) -> Iterator[Fault]:
    """Yield the events of these links that are no longer as they were sealed."""
    rows = chain_queries.rows(session, kind, {link.ref for link in links})
    readable = [row for row in rows.values() if row is not None]
    contents = {row.id: row for row in _contents(session, kind, readable)}
    bare = {link.ref for link in links if not link.salt}
    erased = chain_queries.erased(session, kind, bare) if bare else ()
    for link in links:
        row, name = contents.get(link.ref), f"{kind} event {link.ref} (link {link.number})"
        sealed = link.content if isinstance(link.content, dict) else {}
        if row is None:
            fault = "was altered: it cannot be read" if link.ref in rows else "was removed"
            yield link.number, f"{name} {fault}"
        elif altered := [key for key in row.sealed if not _is_as_sealed(key, row.sealed, sealed)]:
            yield link.number, f"{name} was altered: {', '.join(altered)}"
        elif link.salt and digest_of(link.salt, row.hidden) != link.digest:
            yield link.number, f"words or pictures of {name} were altered"
        elif not link.salt and link.ref not in erased:
            yield link.number, f"{name} can be proved no more, and nobody erased it"
