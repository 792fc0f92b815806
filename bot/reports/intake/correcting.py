"""Put right what a correction names, in the step that it belongs to."""

from bot.city.city import City
from bot.core.turn import Turn
from bot.reports import filling, stepping
from bot.reports.draft import CONFIRMABLE, ReportDraft, Step
from bot.reports.intake.taking import describe, said_if_too_long
from bot.reports.intake.telling import SHORT, dates_pictures, is_nearer
from bot.reports.story import told_answers
from bot.understanding import put_right, replies
from bot.understanding.understood import Understood
from knowledge.vietnamese.text import fold, tokens

STREET = "đường"
"""What a street's name that is put right is called."""
TOLD = 0.5
"""A category this likely is taken from what was told in its place."""


def correct(turn: Turn, draft: ReportDraft, question: Step, words: str) -> None:
    """Change what a correction names; one that names none of it is added to the description."""
    if _is_of_pictures(turn, draft, words):
        return
    affirmed, city = put_right.denied(words).affirmed, turn.city
    message = turn.incoming.message or ""
    understood = turn.understand(affirmed)
    before, place = draft.model_copy(deep=True), _corrected_place(turn, words, understood)
    same_place = _same_place(turn.city, draft, words, place)
    with said_if_too_long(turn):
        if same_place and same_place != draft.spot:  # its ward stays
            filling.fill_with_words(draft, "place", same_place, city, message)
        elif place and same_place is None:
            filling.correct_place(draft, place, city, message)
        elif understood.when and not understood.when.isdecimal():
            filling.set_happened(draft, understood.when)
        _tell_instead(draft, before.spot)
        correct_unit(turn.city, draft, words)
        if category := _named_category(turn, words, same_place or place):
            filling.set_category(draft, category)
        draft.details = draft.details | told_answers(draft, city, affirmed, understood)
        if draft.model_dump() != before.model_dump():
            return
        if replies.begins_with(words, "move"):
            stepping.change(draft, "category")
        elif question == "category" and len(words.split()) <= SHORT:
            filling.decline(draft, *CONFIRMABLE)
        elif draft.changing and understood.intent == "smalltalk":
            stepping.keep(draft)
        else:
            describe(turn, draft, words)


def _same_place(city: City, draft: ReportDraft, words: str, place: str | None) -> str | None:
    """Return the place so far with the right numbers, or with where at it; None for another."""
    renumbered = (put_right.renumbered(draft.spot, part) for part in (words, place or ""))
    if (same_place := next(filter(None, renumbered), None)) is not None:
        return same_place
    is_same = place and is_nearer(city, draft, words, place)
    return f"{draft.spot}, {place}" if is_same else None


def _tell_instead(draft: ReportDraft, old: str) -> None:
    """Let the story tell the right place where it has all of the old one word by word.

    A house that it is not is somebody else's; a place without a number stays as it was told.
    """
    if put_right.numbered_parts(old):
        filling.replace_in_description(draft, old, draft.spot)


def correct_unit(city: City, draft: ReportDraft, words: str) -> None:
    """Set the ward that is named; where one is only denied, the other if there are two."""
    affirmed, not_so = put_right.denied(words)
    wrong = city.unit_in(not_so)
    if unit := city.unit_in(affirmed):
        _name_instead(city, draft, unit[0])
        filling.set_unit(draft, unit)
    elif wrong and draft.ward in (None, wrong[1].id):
        remaining = [area for area in city.areas if area.id != wrong[1].id]
        if len(remaining) == 1 and wrong[0] == wrong[1].name:
            _name_instead(city, draft, remaining[0].name)
            filling.set_area(draft, remaining[0].id)
            draft.unit_reported = None
        else:
            stepping.change(draft, "area")


def _name_instead(city: City, draft: ReportDraft, unit: str) -> None:
    """Name another ward in the place where it has one word by word."""
    old, _ = city.unit_in(draft.spot) or ("", None)
    if old and old in draft.spot:
        draft.place = draft.spot.replace(old, unit)


def _is_of_pictures(turn: Turn, draft: ReportDraft, words: str) -> bool:
    """Ask for the pictures anew where words say that one is wrong; true too for their time."""
    if not (draft.pictures and replies.names_any(words, "photos")):
        return False
    if turn.understand(words).place is None and replies.names_any(words, "fix"):
        stepping.change(draft, "photos")
        return True
    return dates_pictures(turn, words)


def remove(draft: ReportDraft, words: str, *, surely: bool) -> None:
    """Take out the words that a message names; else have the step told anew that has them.

    Who may mean only a part of what they name (not `surely`) tells it anew.
    """
    message = named_message(draft, words) if surely else None
    if message is not None:
        filling.remove_from_description(draft, message)
    elif replies.names_any(words, "photos") and draft.pictures:
        stepping.change(draft, "photos")
    else:
        stepping.change(draft, "description")


def named_message(draft: ReportDraft, words: str) -> str | None:
    """Return the message whose part of the description words name; never the first, the story."""
    later = [*draft.said_in.get("description", {}).items()][1:]
    line = replies.named_line(words, [text for _, text in later])
    return None if line is None else later[line][0]


def _corrected_place(turn: Turn, words: str, understood: Understood) -> str | None:
    """Return the right place, with the word "đường" before the name of a street."""
    value = put_right.new_value(words)
    if value == words:
        return understood.place
    place = turn.understand(value).place
    is_street = fold(STREET) in map(fold, tokens(words.removesuffix(value)))
    return f"{STREET} {value}" if is_street and understood.place else place


def _named_category(turn: Turn, words: str, place: str | None) -> str | None:
    """Return the category that a correction names, or changes to in other words."""
    if category := turn.city.category_named(words):
        return category.id
    value = put_right.new_value(words)
    if value == words or place:
        return None
    first = turn.understand(value)
    is_told = first.intent == "report" and first.categories[0].p >= TOLD
    return first.category if is_told else None
