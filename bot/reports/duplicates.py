"""Rules for duplicates: find open reports like a draft, follow a merged one, support one."""

from datetime import datetime
from functools import lru_cache

from sqlmodel import Session

from bot.city.city import City
from bot.city.parts import Area
from bot.people import queries as people
from bot.reports import duplicate_queries as duplicates
from bot.reports import office_queries as offices
from bot.reports import queries as reports
from bot.reports import supporter_queries as supporters
from bot.reports.draft import ReportDraft
from bot.reports.duplicate_queries import LETTERS, Candidate
from bot.reports.likeness import SAME_WORDS, box_around, distance, likeness, plain, wording
from db.models import Chat, Person, Report

GRID = 3
"""Decimals of a degree that are public: a square of about 110 by 100 metres."""

MOST_SHOWN = 3
REMINDER = "supporters"
"""The kind of the notice that reminds an agency of what so many support."""


def compared(draft: ReportDraft) -> str:
    """Return what a draft is compared by: reports shown for it are not shown again."""
    return f"{draft.kind}|{draft.latitude}|{draft.longitude}|{draft.spot}"


def find(
    session: Session, draft: ReportDraft, city: City, person_id: int | None
) -> list[Candidate]:
    """Return at most three open reports like a draft: by distance, then (not urgent) by words."""
    category = draft.kind or ""
    kinds = city.same_kind(category)
    if not kinds:
        return []
    candidates = _in_radius(session, draft, kinds, city.metres(category), person_id)
    if len(candidates) < MOST_SHOWN and not city.is_urgent(category):
        candidates += _worded(session, draft, kinds, city, person_id)
    return candidates[:MOST_SHOWN]


def earlier(session: Session, draft: ReportDraft, city: City, person_id: int) -> Report | None:
    """Return the person's own report of the same kind and spot that an agency has ended."""
    category = draft.kind or ""
    ended = duplicates.ended_of(session, person_id, city.same_kind(category))
    return next((row for row in ended if _is_same_spot(draft, row, city)), None)


def _is_same_spot(draft: ReportDraft, report: Report, city: City) -> bool:
    """Return whether they are near each other; by their words where one has no position."""
    here, there = (draft.latitude, draft.longitude), (report.latitude, report.longitude)
    if None not in (*here, *there):
        return distance(here, there) <= city.metres(report.category)  # type: ignore[arg-type]
    units = _units(city.areas)
    wording_of_draft = wording(draft.spot[:LETTERS], "", units)
    wording_of_report = wording(report.place[:LETTERS], report.description[:LETTERS], units)
    return likeness(wording_of_draft, wording_of_report) >= SAME_WORDS


def _in_radius(
    session: Session, draft: ReportDraft, kinds: tuple[str, ...], metres: int, person_id: int | None
) -> list[Candidate]:
    if draft.latitude is None or draft.longitude is None:
        return []
    spot = (draft.latitude, draft.longitude)
    box = box_around(spot, metres)
    nearby = []
    for candidate in duplicates.in_box(session, kinds, box, MOST_SHOWN, person_id):
        report = candidate.report
        assert report.latitude is not None and report.longitude is not None
        position = (report.latitude, report.longitude)
        if distance(spot, position) <= metres:
            public = (round(position[0], GRID), round(position[1], GRID))
            nearby.append(candidate._replace(metres=distance(spot, public)))
    return nearby


def _worded(
    session: Session, draft: ReportDraft, kinds: tuple[str, ...], city: City, person_id: int | None
) -> list[Candidate]:
    """Return reports with like words in the same ward, unless both have a position."""
    areas = [draft.ward] if draft.ward else [area.id for area in city.areas]
    candidates = duplicates.worded(session, kinds, areas, draft.latitude is not None)
    units = _units(city.areas)
    own = wording(draft.spot[:LETTERS], draft.description[:LETTERS], units)
    scores = {
        text.id: likeness(own, wording(text.place, text.description, units)) for text in candidates
    }
    ids = sorted((id_ for id_ in scores if scores[id_] >= SAME_WORDS), key=lambda i: -scores[i])
    best = ids[:MOST_SHOWN]
    by_id = duplicates.of_ids(session, best, person_id) if best else {}
    return [by_id[id_] for id_ in best]


@lru_cache(maxsize=8)
def _units(areas: tuple[Area, ...]) -> frozenset[str]:
    return frozenset(plain(name) for area in areas for name in (area.name, *area.units))


def main_of(session: Session, report: Report) -> Report:
    """Return the report itself, or the one it was merged into."""
    passed = {report.id}
    while report.merged_into is not None and report.merged_into not in passed:
        passed.add(report.merged_into)
        report = reports.get(session, report.merged_into, lock=True)
    return report


def follow_instead(
    session: Session, from_report: Report, to_report: Report, now: datetime
) -> supporters.Moved:
    """Let supporters and sender of a merged report follow the other, each once, none their own.

    Returns how to move the supporters back.
    """
    moved = supporters.move(session, from_report, to_report)
    sender = from_report.person_id
    if sender is None or sender != to_report.person_id:
        supporters.add(session, to_report, sender, from_report.chat_id, now)
    return moved


def take_over(session: Session, report: Report) -> None:
    """Give who took over a merged report its support, unless the main one has them already."""
    main = main_of(session, report)
    merged = offices.last_event(session, report, "merge")
    person, chat = report.person_id, report.chat_id
    if main is report or merged is None or person is None or chat is None:
        return
    if person != main.person_id and not supporters.supports(session, main, person):
        supporters.give(session, main.number, merged.at, person, chat)


def support(session: Session, report: Report, person: Person, chat: Chat, now: datetime) -> bool:
    """Let a person support a report; false where they do already.

    A person who once took consent back claims a support without a person: else they could make
    any number by agreeing and taking it back again and again.
    """
    if supporters.supports(session, report, person.number):
        return False
    was_here = people.has_withdrawn(session, person.number)
    if was_here and supporters.claim_nameless(session, report, person.number, chat.id):
        return True
    return supporters.add(session, report, person.number, chat.id, now)


def reminds(count: int, first: int) -> int | None:
    """Return the last count of supporters that reminds: `first`, and each doubling; None below."""
    if first < 1 or count < first:
        return None
    return first << ((count // first).bit_length() - 1)
