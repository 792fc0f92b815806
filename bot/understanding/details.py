"""Read answers to the further questions of a category out of words that told them already."""

import re
from collections.abc import Sequence

from bot.city.parts import Extra
from bot.understanding import replies
from bot.understanding.labels import bare
from bot.understanding.names import is_street
from bot.understanding.reply_lists import is_only, phrases
from bot.understanding.thresholds import URGENT
from bot.understanding.understood import Understood
from knowledge.vietnamese.numerals import DIGIT, ONES
from knowledge.vietnamese.text import fold, folded_words, tokens

_NUMBERS = ONES[1:7]
_NUMBER = rf"(?:\d{{1,2}}|{'|'.join(_NUMBERS)})"
_STOREYS = re.compile(rf" (?:({_NUMBER}) tang|tang (?:thu )?({_NUMBER}|tu)) ")
_DIGITS = re.compile(r"\d+")
_NUMBERED = re.compile(r"\w*\d\w*")
_DATED = re.compile(r"\b\d{1,2}\s?(?:[hg]\d{0,2}\b|[:/.-]\d)|\b(?:19|20)\d\d\b", re.IGNORECASE)
"""An hour, a day or a year in digits."""
BEFORE_PLACES = frozenset({"tren", "o", "tai", "truoc"})
"""What stands before a place and is no part of its name, without marks."""
STREET_WORDS = ("duong", "pho")
"""What stands before the name of a street; many are named after a day."""
_OF_STREET = re.compile(
    rf"(?:ngay )?(?:\d{{1,2}}|(?:(?:{'|'.join(DIGIT)}|muoi) )+)"
    r"(?: ?[/.-] ?\d| ?thang(?! (?:nay|qua|truoc|roi)\b))"
)
"""How a day begins that a street can be named after: "30/4", "mười chín tháng tám"."""
WEATHER = frozenset({"mua", "nang", "gio", "bao"})
"""Alone it says why: "mưa là ngập"; with more, it is a time: "hễ mưa lớn"."""
FEW = 3
"""In so few words a number is the answer to a question with numbers."""
STOREY = ("tầng", "tang")
"""How the word is typed: `tảng` and `tăng` are others."""
_AGAIN = re.compile(
    r" (?:(?:ngay|dem|toi|sang|trua|chieu|tuan|thang|hom|buoi|bua) nao(?: cung)?"
    r"|(?:hang|moi) (?:ngay|dem|toi|sang|tuan|thang|gio)"
    r"|suot(?: ngay| dem)?|thuong xuyen|lien tuc) "
)
"""Times at which something happens again and again."""
_NEW = re.compile(r"\bmới\b", re.IGNORECASE)
"""Without its marks it would be `mỗi`."""


_ONESELF = frozenset(("tôi", "toi", "em", "e", "tui", "mình", "cháu", "chau", "mk", "t"))
"""Words for oneself; `minh` is in many names."""


KIND = 2
"""So few words without a name tell only what kind of place it is."""


def is_seen_from_oneself(place: str) -> bool:
    """Return whether only the writer can find it, as "trước cửa nhà tôi" or "công viên": no name,
    no number."""
    own = any(word in _ONESELF for word in tokens(place)) or "nha minh" in fold(place)
    is_kind = len(place.split()) <= KIND and not is_street(place)
    return (own or is_kind) and not is_named(place)


def is_of_oneself(words: str) -> bool:
    """Return whether words begin with the writer: "tôi cũng đi chợ qua"."""
    return next(iter(tokens(words)), "").lower() in _ONESELF


def is_named(place: str) -> bool:
    """Return whether a place has a number, or a name in capitals."""
    has_number = any(char.isdigit() for char in place)
    return has_number or any(word[:1].isupper() for word in place.split()[1:])


def storeys_in(text: str) -> int | None:
    """Return the highest storey that a text names: 4 for "đang đổ tầng 4"; None without one."""
    words = (fold(word) for word in tokens(text) if fold(word) != "tang" or word in STOREY)
    plain = f" {' '.join(words)} "
    numbers = [before or after for before, after in _STOREYS.findall(plain)]
    return max((_number(word) for word in numbers), default=None)


def _number(word: str) -> int:
    return int(word) if word.isdecimal() else DIGIT[word]


def choice(question: Extra, words: str, danger: float = 0.0) -> str | None:
    """Return the choice of a further question that words mean; None where they mean none.

    What is dangerous (`danger` of the words) answers a question about danger with its urgent
    choice, whatever else it says: a missed urgent report is the worst.
    """
    by_name = (option for option in question.choices if fold(option) == bare(words))
    if (exact := next(by_name, None)) is not None:
        return exact
    if question.urgent_if and danger >= URGENT:
        return question.urgent_if[0]
    if (number := _choice_of_number(question.choices, words)) is not None:
        return number
    asks_whether_on = any(map(replies.is_over, question.choices))
    sense = (asks_whether_on and replies.goes_on_or_not(words)) or replies.plain_sense(words)
    by_sense = (option for option in question.choices if sense and replies.sense(option) == sense)
    return next(by_sense, None)


def is_answer(question: Extra, words: str) -> bool:
    """Return whether few words are nothing but the answer to a further question with choices."""
    if not question.choices or "?" in words:
        return False
    is_few = len(words.split()) <= FEW
    is_number = is_few and _choice_of_number(question.choices, words) is not None
    is_short = len(words.split()) <= FEW + 1 and any(map(replies.is_over, question.choices))
    says_on = is_short and replies.goes_on_or_not(words) is not None
    return is_number or says_on or replies.is_mere_sense(words)


def _choice_of_number(choices: Sequence[str], words: str) -> str | None:
    """Return the choice with the number of storeys that words name: of 7, "Từ 5 tầng"."""
    parts = [fold(word) for word in tokens(words)]
    alone = next((_number(part) for part in parts if part.isdecimal() or part in _NUMBERS), None)
    number = storeys_in(words) or (alone if len(parts) <= FEW else None)
    numbered = {option: int(match[0]) for option in choices if (match := _DIGITS.search(option))}
    if number is None:
        return None
    exact = (option for option, n in numbered.items() if n == number and option.isdecimal())
    at_least = (option for option, n in numbered.items() if n <= number and not option.isdecimal())
    return next(exact, None) or next(at_least, None)


def is_time(words: str, before: str = "") -> bool:
    """Return whether words tell a time: not an amount, a number plate, or the name of the street
    that the word `before` them leads to."""
    plain = fold(f"{''.join(before.split()[-1:])} {words}").strip()
    street, _, name = plain.partition(" ")
    is_street = street in STREET_WORDS and _OF_STREET.match(name) is not None
    is_amount = is_only(_NUMBERED.sub(" ", words), (), phrases("amount"))
    is_other = is_street or plain in WEATHER or replies.is_phone(words)
    return not is_other and (_DATED.search(words) is not None or not is_amount)


def recurs(when: str | None) -> bool:
    """Return whether a time is one of many: "tuần nào cũng", "hằng đêm"."""
    without_new = _NEW.sub(" ", when or "")
    return _AGAIN.search(folded_words(without_new)) is not None


def told_details(text: str, understood: Understood) -> dict[str, str]:
    """Return what a text tells already, by the further question of `city.yaml` it answers."""
    details = {}
    if storeys := storeys_in(text):
        details["storeys"] = str(storeys)
    time = understood.recurring or understood.when
    if recurs(time or text) or replies.goes_on(text):
        details["going_on"] = "Còn"
    if time and recurs(time):
        details["times"] = time
    return details
