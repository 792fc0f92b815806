"""Let words answer the question of a step; what they tell besides is lost to none of the steps."""

from collections.abc import Callable, Mapping

from bot.city.places import guess
from bot.city.positions import short_link_in
from bot.core.turn import Turn
from bot.reports import filling
from bot.reports.draft import DESCRIBED, LONGEST_ANSWERS, ReportDraft, Step
from bot.reports.intake.correcting import TOLD, correct_unit
from bot.reports.intake.taking import describe, said_if_too_long, take_position
from bot.reports.intake.telling import (
    SHORT,
    adds_place,
    is_most,
    is_place,
    is_story,
    tells,
    tells_beside,
    tells_more,
)
from bot.reports.story import told_answers
from bot.understanding import names, put_right, replies
from bot.understanding.details import choice, is_seen_from_oneself
from bot.understanding.labels import trimmed
from bot.understanding.thresholds import CATEGORY
from bot.understanding.understood import Understood
from knowledge.vietnamese.keys import undone

TITLES = frozenset(("cô", "chú", "bác", "ông", "bà", "anh", "chị", "em", "cụ", "thầy"))
"""Words that people put before a name, and want to see there."""


def answer(turn: Turn, draft: ReportDraft, question: Step, words: str) -> None:
    """Let words answer a question; a place and no more is the place, whatever was asked."""
    with said_if_too_long(turn):
        if question in ANSWERS and (question == "place" or not is_place(turn.city, words)):
            ANSWERS[question](turn, draft, words, turn.understand(words))
        else:
            describe(turn, draft, words)


def _fill(turn: Turn, draft: ReportDraft, step: Step, words: str) -> None:
    """Fill a step with words of this message; raises `TooLong`."""
    filling.fill_with_words(draft, step, words, turn.city, turn.incoming.message or "")


def _choose_category(turn: Turn, draft: ReportDraft, words: str, understood: Understood) -> None:
    """Set the category that is named or told."""
    if category := turn.city.category_named(words):
        filling.set_category(draft, category.id)
        return
    offered = {guess.id for guess in draft.guesses}
    is_hint = replies.goes_on(words) and understood.category not in offered
    least = CATEGORY if is_hint else TOLD
    if understood.categories[0].p >= least and turn.city.category(understood.category):
        filling.set_category(draft, understood.category)
    describe(turn, draft, words)


def _answer_place(turn: Turn, draft: ReportDraft, words: str, understood: Understood) -> None:
    """Set the place; of a long message the part that tells it, and the rest is told besides.

    Who names none is asked to describe it.
    """
    remainder = take_position(turn, draft, words)
    if not remainder:
        return
    had_position, remainder = remainder != words, undone(remainder)
    if remainder != words:
        understood = turn.understand(remainder)
    names_it = understood.place or short_link_in(remainder) or guess(remainder, turn.city)
    is_few = len(remainder.split()) <= SHORT or understood.intent == "smalltalk"
    is_short = is_few and len(remainder) <= LONGEST_ANSWERS["place"]
    if is_short and not (had_position or names_it or draft.place_described):
        draft.place_described = True
        return
    described = DESCRIBED if draft.place_described else ""
    place = understood.place or remainder
    further = remainder.replace(place, " ", 1)
    is_whole = len(remainder.split()) <= 2 * SHORT and "," not in further
    if not tells_beside(turn.city, further) or (is_whole and is_seen_from_oneself(place)):
        place, further = trimmed(remainder), ""
    _fill(turn, draft, "place", described + place)
    if understood.when and not (draft.happened or draft.suggested.happened):
        filling.set_happened(draft, understood.when)
        further = further.replace(understood.when, " ", 1)
    if tells_beside(turn.city, further):
        describe(turn, draft, remainder.removeprefix(place).strip(" ,.;"))


def add_place(turn: Turn, draft: ReportDraft, place: str) -> None:
    """Add words to the place so far; raises `TooLong`."""
    _fill(turn, draft, "place", ", ".join(filter(None, (draft.spot, place))))


def tell_place(turn: Turn, draft: ReportDraft, words: str) -> None:
    """Add the place that words are to the one so far; with more beside it they are the story."""
    place = turn.understand(words).place or trimmed(words)
    if tells_beside(turn.city, words.replace(place, " ", 1)):
        describe(turn, draft, words)
    else:
        add_place(turn, draft, place)


def _answer_area(turn: Turn, draft: ReportDraft, words: str, understood: Understood) -> None:
    """Set the ward that is named, or the landmark's; only who does not know it has none.

    The rest is kept: a place is added to the one there is, and a story to the description.
    """
    affirmed, not_so = put_right.denied(words)
    unit, landmark = turn.city.unit_in(affirmed), guess(affirmed, turn.city)
    if not (unit or landmark) and turn.city.unit_in(not_so):
        correct_unit(turn.city, draft, words)
        return
    says_unknown = replies.sense(words) == "unknown"
    if says_unknown and len(turn.city.areas_in(affirmed)) > 1:
        unit = landmark = None
    elif says_unknown and landmark and not landmark.is_unit:  # a market's name is no ward
        unit = None
    numbers = ", ".join(part.words for part in put_right.numbered_parts(affirmed))
    place = understood.place or numbers
    has_story = tells_more(turn, words, place, "area")
    is_added = adds_place(turn.city, draft, place) and (is_most(place, words) or not has_story)
    if is_added:
        add_place(turn, draft, place)
    tells_it = understood.when or is_story(understood, words)
    if has_story or (tells_it and not (is_added or unit or landmark)):
        describe(turn, draft, words)
    if unit:
        _fill(turn, draft, "area", words)
    elif says_unknown or (landmark and landmark.area):
        filling.set_area(draft, landmark.area if landmark else None)


def _answer_photos(turn: Turn, draft: ReportDraft, words: str, understood: Understood) -> None:
    """Leave the pictures where there are none; what tells something besides is described."""
    has_none = replies.has_no_photo(words)
    if has_none:
        draft.photos_done, draft.changing = True, None
    if tells(understood, words):
        first, _, remainder = words.partition(",")
        is_answered = has_none and replies.has_no_photo(first) and remainder
        describe(turn, draft, remainder.strip() if is_answered else words)
    elif answers := told_answers(draft, turn.city, words, understood):
        draft.details = draft.details | answers
    elif understood.urgent:
        describe(turn, draft, words)


def _tell_anew(turn: Turn, draft: ReportDraft, words: str, understood: Understood) -> None:
    """Put other words instead of the story; what tells nothing leaves it as it was."""
    is_report = understood.intent == "report" and understood.about is None
    if draft.changing != "description":
        describe(turn, draft, words)
    elif is_report or tells(understood, words) or not draft.description:
        _fill(turn, draft, "description", words)


def _answer_further(turn: Turn, draft: ReportDraft, words: str, understood: Understood) -> None:
    """Answer the further question that is asked, and others that the words tell.

    Of a question with choices the one is taken that is meant; where none is, it is asked again.
    What else the words tell is part of the story.
    """
    further = turn.city.further(draft.asks[0])
    assert further is not None
    details = told_answers(draft, turn.city, words, understood)
    answer = choice(further, words, understood.danger) if further.choices else words
    answer = answer or details.get(further.id)
    draft.details = draft.details | details
    if not further.choices and replies.plain_sense(words) in ("yes", "no"):
        answer, draft.details = "", draft.details | {further.id: ""}  # it says no time, no number
    if answer:
        _fill(turn, draft, "details", answer)
    is_other = not answer and len(words.split()) > SHORT and details
    is_told = is_story(understood, words) or (not answer and understood.intent == "report")
    if further.choices and further.id not in details and (is_told or is_other):
        describe(turn, draft, words)
    elif further.choices and not (answer or details):
        turn.say("report.choose")


def _answer_time(turn: Turn, draft: ReportDraft, words: str, understood: Understood) -> None:
    """Set the time that is told; a longer text without one goes to the description."""
    if understood.when is None and len(words.split()) > SHORT:
        filling.set_happened(draft, "")
        describe(turn, draft, words)
    else:
        _fill(turn, draft, "happened", understood.when or words)


def _answer_name(turn: Turn, draft: ReportDraft, words: str, _: Understood) -> None:
    """Set the name to show; where it is not clear that one is to be shown, none is."""
    start, end = next(iter(names.spans(words)), (0, 0))
    before = words[:start].split()[-1:]
    title = f"{before[0]} " if before and before[0].lower() in TITLES else ""
    name = title + words[start:end]
    if not name and len(words.split()) <= SHORT:
        name = words
    if len(name.split()) * 2 >= len(words.split()):
        _fill(turn, draft, "name", name)
    else:
        filling.hide_name(draft)


ANSWERS: Mapping[Step, Callable[[Turn, ReportDraft, str, Understood], None]] = {
    "category": _choose_category, "place": _answer_place, "area": _answer_area,
    "photos": _answer_photos, "description": _tell_anew, "details": _answer_further,
    "happened": _answer_time, "name": _answer_name,
}  # fmt: skip
"""What takes the words that answer a question."""
