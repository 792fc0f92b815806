"""Take what a message brings that nobody asked for: pictures, a place, a story, an edit of them.

What answers a question is in `answers`, what puts something right in `correcting`.
"""

from collections.abc import Iterator
from contextlib import contextmanager

from bot.city.positions import position_in, short_link_in
from bot.core.events import Place
from bot.core.turn import Turn
from bot.reports import filling, stepping
from bot.reports.draft import DESCRIBED, MOST_PHOTOS, ReportDraft, TooLong
from bot.reports.intake import open_draft, spot_rules, telling
from bot.reports.intake.telling import dates_pictures, is_mere_caption, is_position, says_nothing
from bot.texts.characters import visible
from bot.understanding import replies
from db.models import Spot


def take(turn: Turn, draft: ReportDraft) -> None:
    """Take a message with pictures or a place; its words tell what happened, whatever was asked."""
    take_pictures_and_place(turn, draft)
    if not (turn.photos and is_mere_caption(turn)):
        describe(turn, draft, turn.text)


def take_pictures_and_place(turn: Turn, draft: ReportDraft) -> None:
    """Take a message's pictures and place, and say which could not be taken."""
    turn.say_refused_photos()
    if turn.incoming.place:
        _set_place(turn, draft, turn.incoming.place)
    if without_room := filling.add_photos(draft, [*turn.photos, *turn.recordings]):
        turn.say("report.too_many_photos", left=without_room, most=MOST_PHOTOS)
    if turn.recordings:
        turn.say("report.voice_taken")


def describe(turn: Turn, draft: ReportDraft, words: str) -> None:
    """Add words to the description; if too long, ask for it. A position alone is the place, and a
    number or an "I do not know" is nothing. Of a list of matters all but the first wait."""
    if not visible(words) or says_nothing(words) or dates_pictures(turn, words):
        return
    if is_position(turn.city, words):
        take_position(turn, draft, words)
        return
    if not draft.description:
        words, *further = telling.matters(turn, words)
        draft.waiting = [*draft.waiting, *further]
        if further:
            turn.say("report.one_by_one", count=1 + len(further))
            draft.warned = draft.warned or any(
                open_draft.warn_of(turn, matter) for matter in further
            )
    with said_if_too_long(turn):
        filling.add_to_description(draft, words, turn.incoming.message or "")
        name = "" if draft.for_other or draft.anonymous else replies.shown_name(words)
        if name and not draft.name:
            draft.anonymous, draft.name = False, name
        if draft.latitude is None:
            take_position(turn, draft, words)
    if not draft.description:
        stepping.change(draft, "description")


def take_position(turn: Turn, draft: ReportDraft, words: str) -> str:
    """Take the position that is written in words; returns the words without it."""
    position = position_in(words, turn.city)
    if position is None:
        if short_link_in(words):
            turn.say("report.short_link")
        return words
    _set_place(turn, draft, Place(latitude=position.latitude, longitude=position.longitude))
    return position.remainder


def take_spot(turn: Turn, draft: ReportDraft, spot: Spot) -> None:
    """Set the place to the one whose code was opened, whatever was said of it before."""
    before = draft.place
    stepping.change(draft, "place")
    if spot.latitude is not None and spot.longitude is not None:
        place = Place(latitude=spot.latitude, longitude=spot.longitude, title=spot.name)
        _set_place(turn, draft, place)
    else:
        filling.fill_with_words(draft, "place", spot.name, turn.city)
    if turn.city.area(spot.area):
        filling.set_area(draft, spot.area)
    turn.say("report.at_spot", name=spot.name, before="" if before == spot.name else before)


def _set_place(turn: Turn, draft: ReportDraft, place: Place) -> None:
    filling.set_place(draft, place, turn.city, spot_rules.ward_near(turn, place))
    if draft.outside:
        turn.say("report.outside")


def take_edit(turn: Turn, draft: ReportDraft) -> None:
    """Let an edited message change its own words; new pictures in it change nothing."""
    words, message = visible(turn.text), turn.incoming.message or ""
    step, taken_in = filling.step_said_in(draft, message), True
    if step == "place" and words:
        words = take_position(turn, draft, words) or words
        words = (DESCRIBED if draft.place.startswith(DESCRIBED) else "") + words
    with said_if_too_long(turn):
        taken_in = step is not None and filling.edit(draft, step, words, turn.city, message)
    if not taken_in or set(turn.photos) - set(draft.photos):
        turn.say("report.edit_not_taken")


@contextmanager
def said_if_too_long(turn: Turn) -> Iterator[None]:
    """Tell the person that a text is too long and not taken."""
    try:
        yield
    except TooLong as error:
        turn.say("start.too_long", length=error.length, most=error.most)
