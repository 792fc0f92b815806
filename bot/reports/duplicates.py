"""Not twice: which open reports may be the one somebody is about to send, and who supports them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache

from sqlmodel import Session

from bot.city.city import Area, City
from bot.people import queries as people
from bot.reports import duplicate_queries as duplicates
from bot.reports import office_queries as offices
from bot.reports import queries as reports
from bot.reports import supporter_queries as supporters
from bot.reports.draft import ReportDraft
from bot.reports.duplicate_queries import Seen
from bot.reports.likeness import SAME_WORDS, box_around, distance, likeness, plain, wording
from db.models import Chat, Person, Report

GRID = 3
"""Decimals of a degree that are public: a square of about 110 by 100 metres."""

MOST_SHOWN = 3
LATEST = 100
"""Reports whose words are compared: older ones are no longer the same."""
LETTERS = 200
"""Of each text that is compared."""
REMINDER = "supporters"
"""The kind of the notice that reminds an agency of what so many support."""


@dataclass(frozen=True)
class Alike:
    """An open report that may be the same one.

    `metres` is how far its spot is, which is rounded as on the public map, None where only the
    words are alike; `photo` is a media key.
    `sent` and `supported`: by the very one who is about to send.
    """

    report: Report
    metres: float | None
    photo: str | None
    supporters: int
    sent: bool
    supported: bool


def compared(draft: ReportDraft) -> str:
    """What decides which reports are like a draft: reports shown for it are not shown again."""
    return f"{draft.category}|{draft.latitude}|{draft.longitude}|{draft.area}|{draft.place}"


def find(session: Session, draft: ReportDraft, city: City, person_id: int | None) -> list[Alike]:
    """Open reports like a draft, at most three: the nearest first, then the best in words.

    What is urgent does not wait for a comparison of words.
    """
    category = draft.category or ""
    kinds = city.same_kind(category)
    if not kinds:
        return []
    found = _near(session, draft, kinds, city.metres(category), person_id)
    if len(found) < MOST_SHOWN and not city.is_urgent(category):
        alike = _worded(session, draft, kinds, city, person_id)
        found += [(each, None) for each in alike]
    return [_alike(seen, metres, person_id) for seen, metres in found[:MOST_SHOWN]]


def _near(
    session: Session,
    draft: ReportDraft,
    kinds: tuple[str, ...],
    metres: int,
    person_id: int | None,
) -> list[tuple[Seen, float | None]]:
    if draft.latitude is None or draft.longitude is None:
        return []
    spot = (draft.latitude, draft.longitude)
    box = box_around(spot, metres)
    found: list[tuple[Seen, float | None]] = []
    for seen in duplicates.near(session, kinds, box, MOST_SHOWN, person_id):
        report = seen.report
        assert report.latitude is not None and report.longitude is not None
        there = (report.latitude, report.longitude)
        if distance(spot, there) <= metres:
            public = (round(there[0], GRID), round(there[1], GRID))
            found.append((seen, distance(spot, public)))
    return found


def _worded(
    session: Session,
    draft: ReportDraft,
    kinds: tuple[str, ...],
    city: City,
    person_id: int | None,
) -> list[Seen]:
    """Those with like words in the same ward; of two with a position the words say nothing."""
    areas = [draft.area] if draft.area else [area.id for area in city.areas]
    candidates = duplicates.worded(
        session, kinds, areas, LATEST, LETTERS, without_spot=draft.latitude is not None
    )
    units = _units(city.areas)
    own = wording(draft.place[:LETTERS], draft.description[:LETTERS], units)
    scores = {
        each.id: likeness(own, wording(each.place, each.description, units)) for each in candidates
    }
    ids = sorted((id_ for id_ in scores if scores[id_] >= SAME_WORDS), key=lambda i: -scores[i])
    best = ids[:MOST_SHOWN]
    found = duplicates.of_ids(session, best, person_id) if best else {}
    return [found[id_] for id_ in best]


@lru_cache(maxsize=8)
def _units(areas: tuple[Area, ...]) -> frozenset[str]:
    return frozenset(plain(name) for area in areas for name in (area.name, *area.units))


def _alike(seen: Seen, metres: float | None, person_id: int | None) -> Alike:
    report = seen.report
    return Alike(
        report=report,
        metres=metres,
        photo=seen.photo,
        supporters=seen.supporters,
        sent=report.person_id is not None and report.person_id == person_id,
        supported=bool(seen.supported),
    )


def main_of(session: Session, report: Report) -> Report:
    """The report itself, or the one it was merged into."""
    passed = {report.id}
    while report.merged_into is not None and report.merged_into not in passed:
        passed.add(report.merged_into)
        further = reports.get(session, report.merged_into, lock=True)
        assert further is not None, "a report is never deleted"
        report = further
    return report


def follow_instead(session: Session, from_report: Report, to_report: Report, now: datetime) -> None:
    """A report was merged into another: who followed the one follows the other.

    Its supporters come over, and who sent it becomes one. Each counts once, nobody supports a
    report of their own, and one whose sender is forgotten still counts.
    """
    supporters.move(session, from_report, to_report)
    sender = from_report.person_id
    if sender is None or sender != to_report.person_id:
        supporters.add(session, to_report, sender, from_report.chat_id, now)


def take_over(session: Session, report: Report) -> None:
    """Whoever took a merged report over with its slip has the support the merge left nobody's.

    Not where they support the main report already, or sent it.
    """
    main = main_of(session, report)
    merged = offices.last_event(session, report, "merge")
    person, chat = report.person_id, report.chat_id
    if main is report or merged is None or person is None or chat is None:
        return
    if person != main.person_id and not supporters.is_one(session, main, person):
        supporters.give(session, main.id or 0, merged.at, person, chat)


def support(session: Session, report: Report, person: Person, chat: Chat, now: datetime) -> bool:
    """Let a person support a report; false where they do already.

    Who took their consent back left their support behind without them, and takes up such a one:
    else one person could make any number by agreeing and taking it back again and again.
    """
    assert person.id is not None
    if supporters.is_one(session, report, person.id):
        return False
    was_here = people.has_withdrawn(session, person.id)
    if was_here and supporters.take_again(session, report, person.id, chat.id):
        return True
    return supporters.add(session, report, person.id, chat.id, now)


def reminds(count: int, first: int) -> int | None:
    """The number of supporters that was reached last and reminds: `first` and each doubling.

    None below the first, and where `first` is 0.
    """
    if first < 1 or count < first:
        return None
    return first << ((count // first).bit_length() - 1)
