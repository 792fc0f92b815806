"""Fill the draft of a report from a message: words, pictures, a place, or an edit of them."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from bot.city.positions import position_in, short_link_in, without_map_links
from bot.core.events import Place
from bot.core.turn import Turn
from bot.reports import filling
from bot.reports.draft import MOST_PHOTOS, ReportDraft, Step, TooLong, next_question
from bot.understanding import typed
from db.models import Spot


def take(turn: Turn, draft: ReportDraft) -> None:
    """Let a message fill what it can: the place, the pictures, and what was asked in words.

    Words under a picture tell what happened, whatever was asked.
    """
    question = next_question(draft)
    take_pictures_and_place(turn, draft)
    words = typed.visible(turn.text)
    if turn.incoming.photos and question != "description":
        describe(turn, draft, words)
    elif words:
        _take_words(turn, draft, question, words)


def take_pictures_and_place(turn: Turn, draft: ReportDraft) -> None:
    """Take a message's pictures and place, and say which could not be taken."""
    turn.say_refused_photos()
    if turn.incoming.place:
        _set_place(turn, draft, turn.incoming.place)
    if without_room := filling.add_photos(draft, turn.photos):
        turn.say("report.too_many_photos", left=without_room, most=MOST_PHOTOS)


def take_spot(turn: Turn, draft: ReportDraft, spot: Spot) -> None:
    """Set the place to the one whose code was opened, whatever was said of it before."""
    before = draft.place
    filling.change(draft, "place")
    if spot.latitude is not None and spot.longitude is not None:
        place = Place(latitude=spot.latitude, longitude=spot.longitude, title=spot.name)
        _set_place(turn, draft, place)
    else:
        filling.fill_with_words(draft, "place", spot.name, turn.city)
    if turn.city.area(spot.area):
        filling.set_area(draft, spot.area)
    turn.say("report.at_spot", name=spot.name, before="" if before == spot.name else before)


def _set_place(turn: Turn, draft: ReportDraft, place: Place) -> None:
    filling.set_place(draft, place, turn.city)
    if draft.outside:
        turn.say("report.outside")


def _take_position(turn: Turn, draft: ReportDraft, words: str) -> str:
    """Take the position that is written in words; returns the words without it."""
    position = position_in(words, turn.city)
    if position is None:
        if short_link_in(words):
            turn.say("report.short_link")
        return words
    _set_place(turn, draft, Place(latitude=position.latitude, longitude=position.longitude))
    return position.remainder


def describe(turn: Turn, draft: ReportDraft, words: str, message: str | None = None) -> None:
    """Add words to the description; if too long, ask for it. A position alone is the place."""
    if not typed.visible(words):
        return
    if is_position(turn, words):
        _take_position(turn, draft, words)
        return
    had_description = bool(draft.description)
    with _said_if_too_long(turn):
        filling.add_to_description(draft, words, message or turn.incoming.message or "")
        if draft.latitude is None:
            _take_position(turn, draft, words)
        if had_description and not turn.unlocked:
            turn.say("report.added")
    if not draft.description:
        filling.change(draft, "description")


def is_place(turn: Turn, words: str) -> bool:
    """Return whether this is a place and no more: a position, or a short link of a map."""
    if is_position(turn, words):
        return True
    return short_link_in(words) and not without_map_links(words).strip()


def is_position(turn: Turn, words: str) -> bool:
    """Return whether this is a position and no more: coordinates, or a link of a map."""
    position = position_in(words, turn.city)
    return position is not None and not position.remainder


def _take_words(turn: Turn, draft: ReportDraft, question: Step, words: str) -> None:
    step = filling.step_for_words(draft, question, words, turn.city)
    if step is None or (step != "place" and is_position(turn, words)):
        describe(turn, draft, words)
        return
    if step == "place":
        described = draft.place_described
        words = _take_position(turn, draft, words)
        words = _place_words(turn, words, described=described) if words else ""
    with _said_if_too_long(turn):
        if words:
            filling.fill_with_words(draft, step, words, turn.city, turn.incoming.message or "")
        if step == "description" and draft.latitude is None:
            _take_position(turn, draft, words)


def _place_words(turn: Turn, words: str, *, described: bool) -> str:
    """Return the words for a spot; of one without an address they say so."""
    spot = typed.described_in(words)
    if spot is None and not described:
        return words
    return turn.tools.texts.plain("report.place_described", words=spot or words)


def take_edit(turn: Turn, draft: ReportDraft) -> None:
    """Let an edited message change its own words; new pictures in it change nothing."""
    words, message = typed.visible(turn.text), turn.incoming.message or ""
    step = filling.step_said_in(draft, message)
    taken_in = step is not None
    if step == "place" and words:
        words = _take_position(turn, draft, words) or words
        unnamed = turn.tools.texts.plain("report.place_described", words="")
        words = _place_words(turn, words, described=draft.place.startswith(unnamed))
    with _said_if_too_long(turn):
        if step is not None:
            taken_in = filling.edit(draft, step, words, turn.city, message)
    if not taken_in or set(turn.photos) - set(draft.photos):
        turn.say("report.edit_not_taken")


@contextmanager
def _said_if_too_long(turn: Turn) -> Iterator[None]:
    """Tell the person that a text is too long and not taken."""
    try:
        yield
    except TooLong as error:
        turn.say("start.too_long", length=error.length, most=error.most)
