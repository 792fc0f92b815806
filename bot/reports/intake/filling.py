"""Fill the draft of a report from a message: words, pictures, a place, or an edit of them."""

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager

from bot.city.places import guess
from bot.city.positions import position_in, short_link_in, without_map_links
from bot.core.events import Place
from bot.core.turn import Turn
from bot.reports import filling
from bot.reports.draft import (
    DESCRIBED,
    LONGEST_ANSWERS,
    MOST_PHOTOS,
    ReportDraft,
    Step,
    TooLong,
    next_question,
)
from bot.reports.intake import spot_rules
from bot.reports.story import told_answers
from bot.texts.characters import visible
from bot.understanding import names, replies
from bot.understanding.details import choice
from bot.understanding.labels import trimmed
from bot.understanding.replies import denied, numbered_parts
from bot.understanding.thresholds import ADDED
from bot.understanding.understood import Understood
from db.models import Spot
from knowledge.vietnamese.text import fold, tokens

SHORT = 4
"""Words of a message that names nothing but a place, a name, or a no."""
TITLES = frozenset(("cô", "chú", "bác", "ông", "bà", "anh", "chị", "em", "cụ", "thầy"))
"""Words that people put before a name, and want to see there."""
UNITS = frozenset(("phường", "xã", "thuộc", "ở", "tại", "phuong", "xa", "thuoc", "o", "tai"))
"""Words before the name of a ward."""
FEW = 6
"""So few words name a ward and tell nothing else."""
MATTER = 0.9
"""Words this likely to be a report, or another's matter, tell of it, however few they are."""
CAPTION = 60
"""Characters of the longest caption that may tell nothing."""
LONG = 12
"""A longer answer tells more than the place."""
TOLD = 0.5
"""A category this likely is taken from an answer to the question for it."""


def take(turn: Turn, draft: ReportDraft) -> None:
    """Take a message with pictures or a place; its words tell what happened, whatever was asked."""
    take_pictures_and_place(turn, draft)
    if not (turn.photos and _is_mere_caption(turn)):
        describe(turn, draft, turn.text)


def _is_mere_caption(turn: Turn) -> bool:
    """Return whether words under pictures tell nothing but that these are there: "ảnh đây"."""
    understand = turn.tools.understanding.understand
    message, act = understand(turn.text), understand(turn.text, "photos").act
    is_matter = message.intent in ("report", "other") and message.sure >= MATTER
    is_more = is_matter or act not in ("answer", "command", "smalltalk")
    return not (is_more or len(turn.text) > CAPTION or _tells(message, turn.text))


def answer(turn: Turn, draft: ReportDraft, question: Step, words: str) -> None:
    """Let words answer a question; what they tell besides is lost to none of its steps."""
    with said_if_too_long(turn):
        if question in ANSWERS and (question == "place" or not is_place(turn, words)):
            ANSWERS[question](turn, draft, words, turn.tools.understanding.understand(words))
        else:
            describe(turn, draft, words)


def _tell_anew(turn: Turn, draft: ReportDraft, words: str, understood: Understood) -> None:
    """Put other words instead of the story; what tells nothing leaves it as it was."""
    tells = understood.intent == "report" and understood.about is None
    if draft.changing != "description":
        describe(turn, draft, words)
    elif tells or _tells(understood, words) or not draft.description:
        _fill(turn, draft, "description", words)


def _fill(turn: Turn, draft: ReportDraft, step: Step, words: str) -> None:
    """Fill a step with words of this message; raises `TooLong`."""
    filling.fill_with_words(draft, step, words, turn.city, turn.incoming.message or "")


def _answer_further(turn: Turn, draft: ReportDraft, words: str, understood: Understood) -> None:
    """Answer the further question that is asked, and others that the words tell.

    Of a question with choices the one is taken that is meant; where none is, it is asked again.
    What else the words tell is part of the story.
    """
    further = turn.city.further(draft.asks[0])
    assert further is not None
    details = told_answers(draft, turn.city, words, understood)
    answer_to_it = choice(further, words, understood.danger) if further.choices else words
    answer_to_it = answer_to_it or details.get(further.id)
    for question, told_answer in details.items():
        filling.answer(draft, question, told_answer)
    if answer_to_it:
        _fill(turn, draft, "details", answer_to_it)
    if further.choices and further.id not in details and _is_story(understood, words):
        describe(turn, draft, words)
    elif not (answer_to_it or details):
        turn.say("report.choose")


def _answer_photos(turn: Turn, draft: ReportDraft, words: str, understood: Understood) -> None:
    """Leave the pictures where there are none; what tells something besides is described."""
    has_none = replies.has_no_photo(words)
    if has_none:
        draft.photos_done, draft.changing = True, None
    if _tells(understood, words):
        first, _, remainder = words.partition(",")
        is_answered = has_none and replies.has_no_photo(first) and remainder
        describe(turn, draft, remainder.strip() if is_answered else words)
    else:
        answers = told_answers(draft, turn.city, words, understood)
        for question, told_answer in answers.items():
            filling.answer(draft, question, told_answer)
        if understood.urgent and not answers:
            describe(turn, draft, words)


def is_beside_photos(turn: Turn, draft: ReportDraft, words: str) -> bool:
    """Return whether words say nothing of the pictures that are asked for, and nothing else."""
    understood = turn.tools.understanding.understand(words)
    answers = told_answers(draft, turn.city, words, understood)
    is_asked = next_question(draft) == "photos" and not replies.has_no_photo(words)
    return is_asked and not (answers or _tells(understood, words))


def _tells(understood: Understood, words: str) -> bool:
    """Return whether words tell a place, a time or a story."""
    return bool(understood.place or understood.when) or _is_story(understood, words)


def _is_story(understood: Understood, words: str) -> bool:
    """Return whether words tell something: a story, or another's matter, in a few words."""
    return understood.intent in ("report", "other") and len(words.split()) > SHORT


def _choose_category(turn: Turn, draft: ReportDraft, words: str, understood: Understood) -> None:
    """Set the category that is named or told."""
    if category := turn.city.category_named(words):
        filling.set_category(draft, category.id)
        return
    if understood.categories[0].p >= TOLD and turn.city.category(understood.category):
        filling.set_category(draft, understood.category)
    describe(turn, draft, words)


def _answer_place(turn: Turn, draft: ReportDraft, words: str, understood: Understood) -> None:
    """Set the place; of a long message the part that tells it, and the rest is told besides.

    Who names none is asked to describe it.
    """
    remainder = _take_position(turn, draft, words)
    if remainder != words:
        understood = turn.tools.understanding.understand(remainder) if remainder else understood
    if not remainder:
        return
    is_long = len(remainder.split()) > LONG
    is_known = remainder != words or understood.place or short_link_in(remainder)
    is_known = bool(is_known or guess(remainder, turn.city))
    is_short = len(remainder.split()) <= SHORT and len(remainder) <= LONGEST_ANSWERS["place"]
    if not (is_known or draft.place_described) and is_short:
        draft.place_described = True
        return
    place = understood.place if is_long and understood.place else trimmed(remainder)
    described = DESCRIBED if draft.place_described else ""
    _fill(turn, draft, "place", described + place)
    if is_long and understood.place and len(remainder.split()) > 2 * len(understood.place.split()):
        describe(turn, draft, remainder)


def _answer_time(turn: Turn, draft: ReportDraft, words: str, understood: Understood) -> None:
    """Set the time that is told; a longer text without one goes to the description."""
    if understood.when is None and len(words.split()) > SHORT:
        filling.set_happened(draft, "")
        describe(turn, draft, words)
    else:
        _fill(turn, draft, "happened", understood.when or words)


def _answer_area(turn: Turn, draft: ReportDraft, words: str, understood: Understood) -> None:
    """Set the ward that is named, or the landmark's; only who does not know it has none.

    The rest is kept: a place is added to the one there is, and a story to the description.
    """
    affirmed, not_so = denied(words)
    unit, landmark = turn.city.unit_in(affirmed), guess(affirmed, turn.city)
    if not (unit or landmark) and turn.city.unit_in(not_so):
        correct_unit(turn, draft, words)
        return
    says_unknown = replies.sense(words) == "unknown"
    if says_unknown and len(turn.city.areas_in(affirmed)) > 1:
        unit = landmark = None
    elif says_unknown and landmark and not landmark.is_unit:  # a market's name is no ward
        unit = None
    numbers = ", ".join(part.words for part in numbered_parts(affirmed))
    place = understood.place or numbers
    if adds_place(turn, draft, place):
        add_place(turn, draft, place)
    elif not (unit or landmark) and (understood.when or _is_story(understood, words)):
        describe(turn, draft, words)
    if unit:
        _fill(turn, draft, "area", words)
    elif says_unknown or (landmark and landmark.area):
        filling.set_area(draft, landmark.area if landmark else None)


def correct_unit(turn: Turn, draft: ReportDraft, words: str) -> None:
    """Set the ward that is named; where one is only denied, the other if there are two."""
    affirmed, not_so = denied(words)
    areas, wrong = turn.city.areas, turn.city.unit_in(not_so)
    if unit := turn.city.unit_in(affirmed):
        draft.unit_reported, draft.area, draft.area_unknown = unit[0], unit[1].id, False
    elif wrong and draft.ward in (None, wrong[1].id):
        remaining = [area for area in areas if area.id != wrong[1].id]
        if len(remaining) == 1 and wrong[0] == wrong[1].name:
            filling.set_area(draft, remaining[0].id)
            draft.unit_reported = None
        else:
            filling.change(draft, "area")


def adds_place(turn: Turn, draft: ReportDraft, place: str) -> bool:
    """Return whether a place is more than a ward and what is known of it."""
    unit = turn.city.unit_in(place)
    known_words = {fold(word) for word in tokens(f"{draft.spot} {unit[0] if unit else ''}")}
    return any(fold(word) not in known_words and word not in UNITS for word in tokens(place))


def add_place(turn: Turn, draft: ReportDraft, place: str) -> None:
    """Add words to the place so far; raises `TooLong`."""
    joined = ", ".join(filter(None, (draft.spot, place)))
    _fill(turn, draft, "place", joined)


def _answer_name(turn: Turn, draft: ReportDraft, words: str, _: Understood) -> None:
    """Set the name to show; where it is not clear that one is to be shown, none is."""
    start, end = next(iter(names.spans(words)), (0, 0))
    before = words[:start].split()[-1:] if end else []
    title = f"{before[0]} " if before and before[0].lower() in TITLES else ""
    name = title + words[start:end]
    if name and len(name.split()) * 2 >= len(words.split()):
        _fill(turn, draft, "name", name)
    elif name or len(words.split()) > SHORT:
        filling.hide_name(draft)
    else:
        _fill(turn, draft, "name", words)


ANSWERS: Mapping[Step, Callable[[Turn, ReportDraft, str, Understood], None]] = {
    "category": _choose_category, "place": _answer_place, "area": _answer_area,
    "photos": _answer_photos, "description": _tell_anew, "details": _answer_further,
    "happened": _answer_time, "name": _answer_name,
}  # fmt: skip
"""What takes the words that answer a question."""


def take_pictures_and_place(turn: Turn, draft: ReportDraft) -> None:
    """Take a message's pictures and place, and say which could not be taken."""
    turn.say_refused_photos()
    if turn.incoming.place:
        _set_place(turn, draft, turn.incoming.place)
    if without_room := filling.add_photos(draft, [*turn.photos, *turn.recordings]):
        turn.say("report.too_many_photos", left=without_room, most=MOST_PHOTOS)
    if turn.recordings:
        turn.say("report.voice_taken")


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
    filling.set_place(draft, place, turn.city, spot_rules.ward_near(turn, place))
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


def describe(turn: Turn, draft: ReportDraft, words: str) -> None:
    """Add words to the description; if too long, ask for it. A position alone is the place."""
    if not visible(words) or dates_pictures(turn, words):
        return
    if is_position(turn, words):
        _take_position(turn, draft, words)
        return
    with said_if_too_long(turn):
        filling.add_to_description(draft, words, turn.incoming.message or "")
        if draft.latitude is None:
            _take_position(turn, draft, words)
    if not draft.description:
        filling.change(draft, "description")


def dates_pictures(turn: Turn, words: str) -> bool:
    """Return whether words say when pictures were taken, which is no time of the matter."""
    when = turn.tools.understanding.understand(words).when
    return when is not None and replies.is_of_photos(words.replace(when, " "))


def told_step(turn: Turn, draft: ReportDraft, words: str) -> Step | None:
    """Return the step which words tell, and hardly more, where the draft lacks it: a ward, a place
    or a time, whatever was asked."""
    if names_ward(turn, draft, words):
        return "area"
    if not (draft.description or draft.category):
        return None
    understood = turn.tools.understanding.understand(words)
    if is_most(understood.place, words):
        asks_ward = next_question(draft) == "area"
        if adds_place(turn, draft, understood.place or "") if asks_ward else not draft.has_place:
            return "place"
    if draft.happened or draft.suggested.happened or dates_pictures(turn, words):
        return None
    if not is_most(understood.when, words) or _is_answer(turn, draft, words, understood):
        return None
    return "happened"


def names_ward(turn: Turn, draft: ReportDraft, words: str) -> bool:
    """Return whether words are a ward where none is known, or as an answer say which it is."""
    city, understand = turn.city, turn.tools.understanding.understand
    if draft.ward is not None or "?" in words:
        return False
    place, understood = guess(words, city), understand(words)
    tells = understood.sure >= ADDED and _is_story(understood, words)
    is_ward = place is not None and place.is_unit and not tells
    is_few = len(words.split()) <= FEW and len(city.areas_in(words)) == 1
    answers = is_ward and is_few and understand(words, "area").act == "answer"
    return answers or filling.is_unit(words, city)


def _is_answer(turn: Turn, draft: ReportDraft, words: str, understood: Understood) -> bool:
    """Return whether a further question is open that these words answer."""
    further = turn.city.further(draft.asks[0]) if draft.asks else None
    if next_question(draft) != "details" or further is None:
        return False
    details = told_answers(draft, turn.city, words, understood)
    return not further.choices or further.id in details or choice(further, words) is not None


def is_most(part: str | None, words: str) -> bool:
    """Return whether a part is two thirds of the words at least."""
    return part is not None and len(part.split()) * 3 >= len(words.split()) * 2


def is_place(turn: Turn, words: str) -> bool:
    """Return whether this is a place and no more: a position, or a short link of a map."""
    if is_position(turn, words):
        return True
    return short_link_in(words) and not without_map_links(words).strip()


def is_position(turn: Turn, words: str) -> bool:
    """Return whether this is a position and no more: coordinates, or a link of a map."""
    position = position_in(words, turn.city)
    return position is not None and not position.remainder


def take_edit(turn: Turn, draft: ReportDraft) -> None:
    """Let an edited message change its own words; new pictures in it change nothing."""
    words, message = visible(turn.text), turn.incoming.message or ""
    step = filling.step_said_in(draft, message)
    taken_in = step is not None
    if step == "place" and words:
        words = _take_position(turn, draft, words) or words
        words = (DESCRIBED if draft.place.startswith(DESCRIBED) else "") + words
    with said_if_too_long(turn):
        if step is not None:
            taken_in = filling.edit(draft, step, words, turn.city, message)
    if not taken_in or set(turn.photos) - set(draft.photos):
        turn.say("report.edit_not_taken")


@contextmanager
def said_if_too_long(turn: Turn) -> Iterator[None]:
    """Tell the person that a text is too long and not taken."""
    try:
        yield
    except TooLong as error:
        turn.say("start.too_long", length=error.length, most=error.most)
