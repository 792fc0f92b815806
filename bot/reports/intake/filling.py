"""What somebody says fills the draft of a report: words, pictures, a place, or an edit of them."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from bot.city.positions import position_in, short_link_in, without_map_links
from bot.core.events import Place
from bot.core.turn import Turn
from bot.reports import filling as rules
from bot.reports.draft import MOST_PHOTOS, ReportDraft, Step, TooLong, next_question
from bot.understanding import typed
from db.models import Spot


def take(turn: Turn, draft: ReportDraft) -> None:
    """Let a message fill what it can: the place, the pictures, and what was asked in words.

    Words under a picture tell what happened, whatever was asked.
    """
    asked = next_question(draft)
    take_pictures_and_place(turn, draft)
    words = typed.seen(turn.text)
    if turn.incoming.photos and asked != "description":
        tell(turn, draft, words)
    elif words:
        _take_words(turn, draft, asked, words)


def take_pictures_and_place(turn: Turn, draft: ReportDraft) -> None:
    """Take what came besides words, and say what could not be taken."""
    turn.say_refused_photos()
    if turn.incoming.place:
        _set_place(turn, draft, turn.incoming.place)
    if without_room := rules.add_photos(draft, turn.photos):
        turn.say("report.too_many_photos", left=without_room, most=MOST_PHOTOS)


def take_spot(turn: Turn, draft: ReportDraft, spot: Spot) -> None:
    """The place whose code was opened is the place, whatever was said of it before."""
    before = draft.place
    rules.change(draft, "place")
    if spot.latitude is not None and spot.longitude is not None:
        place = Place(latitude=spot.latitude, longitude=spot.longitude, title=spot.name)
        _set_place(turn, draft, place)
    else:
        rules.fill_with_words(draft, "place", spot.name, turn.city)
    if turn.city.area(spot.area):
        rules.set_area(draft, spot.area)
    turn.say("report.at_spot", name=spot.name, before="" if before == spot.name else before)


def _set_place(turn: Turn, draft: ReportDraft, place: Place) -> None:
    rules.set_place(draft, place, turn.city)
    if draft.outside:
        turn.say("report.outside")


def _take_position(turn: Turn, draft: ReportDraft, words: str) -> str:
    """Take the position that is written in words; returns what they say besides."""
    found = position_in(words, turn.city)
    if found is None:
        if short_link_in(words):
            turn.say("report.short_link")
        return words
    _set_place(turn, draft, Place(latitude=found.latitude, longitude=found.longitude))
    return found.rest


def tell(turn: Turn, draft: ReportDraft, words: str, message: str | None = None) -> None:
    """Words that nothing asked for are more of what happened; if too long, they are asked for.

    Nothing but a position is the place.
    """
    if not typed.seen(words):
        return
    if is_position(turn, words):
        _take_position(turn, draft, words)
        return
    more = bool(draft.description)
    with _said_if_too_long(turn):
        rules.add_to_description(draft, words, message or turn.incoming.message or "")
        if draft.latitude is None:
            _take_position(turn, draft, words)
        if more and not turn.unlocked:
            turn.say("report.added")
    if not draft.description:
        rules.change(draft, "description")


def is_place(turn: Turn, words: str) -> bool:
    """Whether this is where it is and nothing else, if by a link that was not opened."""
    if is_position(turn, words):
        return True
    return short_link_in(words) and not without_map_links(words).strip()


def is_position(turn: Turn, words: str) -> bool:
    """Whether this is a position and nothing else: coordinates, or a link of a map."""
    found = position_in(words, turn.city)
    return found is not None and not found.rest


def _take_words(turn: Turn, draft: ReportDraft, asked: Step, words: str) -> None:
    step = rules.step_for_words(draft, asked, words, turn.city)
    if step is None or (step != "place" and is_position(turn, words)):
        tell(turn, draft, words)
        return
    if step == "place":
        described = draft.place_described
        words = _take_position(turn, draft, words)
        words = _place_words(turn, words, described=described) if words else ""
    with _said_if_too_long(turn):
        if words:
            rules.fill_with_words(draft, step, words, turn.city, turn.incoming.message or "")
        if step == "description" and draft.latitude is None:
            _take_position(turn, draft, words)


def _place_words(turn: Turn, words: str, *, described: bool) -> str:
    """The words for a spot; of one without an address they say so."""
    spot = typed.described_in(words)
    if spot is None and not described:
        return words
    return turn.tools.texts.plain("report.place_described", words=spot or words)


def take_edit(turn: Turn, draft: ReportDraft) -> None:
    """An edited message changes what it said; another one, or another picture, changes nothing."""
    words, message = typed.seen(turn.text), turn.incoming.message or ""
    step = rules.step_said_in(draft, message)
    known = step is not None
    if step == "place" and words:
        words = _take_position(turn, draft, words) or words
        unnamed = turn.tools.texts.plain("report.place_described", words="")
        words = _place_words(turn, words, described=draft.place.startswith(unnamed))
    with _said_if_too_long(turn):
        if step is not None:
            known = rules.edit(draft, step, words, turn.city, message)
    if not known or set(turn.photos) - set(draft.photos):
        turn.say("report.edit_not_taken")


@contextmanager
def _said_if_too_long(turn: Turn) -> Iterator[None]:
    """Too long a text is not taken, and the person told so; all else goes on."""
    try:
        yield
    except TooLong as error:
        turn.say("start.too_long", length=error.length, most=error.most)
