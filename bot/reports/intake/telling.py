"""Reads what the words of a message tell, whatever was asked: a place, a ward, a time, a story.

Nothing here changes a draft; `taking` and `answers` do.
"""

from collections.abc import Iterable

from bot.city.city import City
from bot.city.places import guess, places_in
from bot.city.positions import position_in, short_link_in, without_map_links
from bot.core.turn import Turn
from bot.reports import filling
from bot.reports.draft import ReportDraft, Step, next_question
from bot.reports.story import told_answers
from bot.understanding import put_right, replies
from bot.understanding.details import choice, is_named
from bot.understanding.labels import parts_of_list
from bot.understanding.names import is_street
from bot.understanding.thresholds import ADDED
from bot.understanding.understood import Asked, Understood
from knowledge.vietnamese.text import fold, tokens

SHORT = 4
"""Words of a message that names nothing but a place, a name, or a no."""
UNITS = frozenset(("phường", "xã", "thuộc", "ở", "tại", "phuong", "xa", "thuoc", "o", "tai"))
"""Words before the name of a ward."""
FEW = 6
"""So few words name a ward and tell nothing else."""
MATTER = 0.9
"""Words this likely to be a report, or another's matter, tell of it, however few they are."""
CAPTION = 60
"""Characters of the longest caption that may tell nothing."""


def is_again(messages: Iterable[str], words: str) -> bool:
    """Return whether words of some length are one of these messages, sent once more."""
    is_sent = tokens(fold(words)) in [tokens(fold(message)) for message in messages]
    return is_sent and len(words.split()) > SHORT


def is_told(draft: ReportDraft, words: str) -> bool:
    """Return whether words are a message of the draft's description, sent once more."""
    return is_again((draft.description, *draft.said_in.get("description", {}).values()), words)


def matters(turn: Turn, words: str) -> list[str]:
    """Return the matters of a list whose lines or parts begin by a number or dash, each a report
    with its own place; what is none belongs to the one before it. Else all words as one."""
    listed, has_matter, parts = [""], False, parts_of_list(words)
    for part in map(str.strip, parts):
        understood = turn.understand(part)
        is_matter = understood.place is not None and understood.intent in ("report", "other")
        if is_matter and has_matter:
            listed.append(part)
        else:
            listed[-1] = f"{listed[-1]}\n{part}".strip()
        has_matter |= is_matter
    return listed if len(listed) > 1 and len(parts) > 2 else [words]


def told_step(turn: Turn, draft: ReportDraft, words: str) -> Step | None:
    """Return the step which words tell, and hardly more, where the draft lacks it: a ward, a place
    or a time, whatever was asked."""
    if names_ward(turn, draft, words):
        return "area"
    if says_nothing(words) or not (draft.description or draft.category):
        return None
    understood = turn.understand(words)
    if (place := understood.place) and is_most(place, words):
        is_nearby = bool(draft.description) and is_nearer(turn.city, draft, words, place)
        is_new = not draft.has_place or is_nearby
        if adds_place(turn.city, draft, place) if next_question(draft) == "area" else is_new:
            return "place"
    if draft.happened or dates_pictures(turn, words):
        return None
    if not is_most(understood.when, words) or _answers_further(turn.city, draft, words, understood):
        return None
    return "happened"


def names_ward(turn: Turn, draft: ReportDraft, words: str) -> bool:
    """Return whether words are a ward where none is known, or as an answer say which it is."""
    city, understand = turn.city, turn.understand
    if draft.ward is not None or "?" in words:
        return False
    place, understood = guess(words, city), understand(words)
    tells = understood.sure >= ADDED and is_story(understood, words)
    is_ward = place is not None and place.is_unit and not tells
    is_few = len(words.split()) <= FEW and len(city.areas_in(words)) == 1
    answers = is_ward and is_few and understand(words, "area").act == "answer"
    return answers or filling.is_unit(words, city)


def is_nearer(city: City, draft: ReportDraft, words: str, place: str) -> bool:
    """Return whether a place without a name only says where at the one so far it is."""
    is_wrong = put_right.corrects(words.replace(place, " "))
    is_known = is_named(place) or is_street(place) or places_in(place, city)
    return bool(draft.spot) and not (is_wrong or is_known)


def adds_place(city: City, draft: ReportDraft, place: str) -> bool:
    """Return whether a place is more than a ward and what is known of it."""
    unit = city.unit_in(place)
    known_words = {fold(word) for word in tokens(f"{draft.spot} {unit[0] if unit else ''}")}
    return any(fold(word) not in known_words and word not in UNITS for word in tokens(place))


def _answers_further(city: City, draft: ReportDraft, words: str, understood: Understood) -> bool:
    """Return whether a further question is open that these words answer."""
    further = city.further(draft.asks[0]) if draft.asks else None
    if next_question(draft) != "details" or further is None:
        return False
    details = told_answers(draft, city, words, understood)
    return not further.choices or further.id in details or choice(further, words) is not None


def is_place(city: City, words: str) -> bool:
    """Return whether this is a place and no more: a position, or a short link of a map."""
    is_link = short_link_in(words) and not without_map_links(words).strip()
    return is_link or is_position(city, words)


def is_position(city: City, words: str) -> bool:
    """Return whether this is a position and no more: coordinates, or a link of a map."""
    position = position_in(words, city)
    return position is not None and not position.remainder


def tells_more(turn: Turn, words: str, place: str | None, asked: Asked) -> bool:
    """Return whether words tell more of the story beside a place and a ward, as those `asked`."""
    remaining = turn.city.without_units(words.replace(place, " ") if place else words)
    remainder = [word for word in tokens(remaining) if word not in UNITS]
    understood = turn.understand(" ".join(remainder), asked)
    return understood.act == "more" and len(remainder) >= SHORT


def tells_beside(city: City, words: str) -> bool:
    """Return whether words that stood beside a place are more than a ward and polite words."""
    remaining = city.without_units(words)
    return len(tokens(remaining)) > 1 and not put_right.puts_right(remaining, is_told=True)


def is_most(part: str | None, words: str) -> bool:
    """Return whether a part is two thirds of the words at least."""
    return part is not None and len(part.split()) * 3 >= len(words.split()) * 2


def tells(understood: Understood, words: str) -> bool:
    """Return whether words tell a place, a time or a story."""
    return bool(understood.place or understood.when) or is_story(understood, words)


def is_story(understood: Understood, words: str) -> bool:
    """Return whether words tell something: a story, or another's matter, in a few words."""
    return understood.intent in ("report", "other") and len(words.split()) > SHORT


def says_nothing(words: str) -> bool:
    """Return whether words are a number, or say that the writer does not know, and no more."""
    is_unknown = replies.sense(words) == "unknown" and replies.is_mere_sense(words)
    return is_unknown or words.strip(" .").isdecimal()


def dates_pictures(turn: Turn, words: str) -> bool:
    """Return whether words say when pictures were taken, which is no time of the matter."""
    time = turn.understand(words).when
    return time is not None and replies.is_of_photos(words.replace(time, " "))


def is_mere_caption(turn: Turn) -> bool:
    """Return whether words under pictures tell nothing but that these are there: "ảnh đây"."""
    understand = turn.understand
    message, act = understand(turn.text), understand(turn.text, "photos").act
    is_matter = message.intent in ("report", "other") and message.sure >= MATTER
    is_more = is_matter or act not in ("answer", "command", "smalltalk")
    return not (is_more or len(turn.text) > CAPTION or tells(message, turn.text))


def is_beside_photos(turn: Turn, draft: ReportDraft, words: str) -> bool:
    """Return whether words say nothing of the pictures that are asked for, and nothing else."""
    understood = turn.understand(words)
    answers = told_answers(draft, turn.city, words, understood)
    is_asked = next_question(draft) == "photos" and not replies.has_no_photo(words)
    return is_asked and not (answers or tells(understood, words))
