"""Read what a step expects, and wishes to the bot, out of few words: exact, nothing learnt.

What puts something right is in `put_right`.
"""

import re
from collections.abc import Sequence
from itertools import chain, pairwise
from typing import Literal

from bot.understanding.names import spans
from bot.understanding.reply_lists import is_only, longest, phrases, places, words_in
from knowledge.vietnamese import written
from knowledge.vietnamese.text import fold
from knowledge.vietnamese.words import as_written

Wish = Literal["send", "undo", "go_on", "show", "support"]
Sense = Literal["yes", "no", "unknown"]

GREETING = 3
"""Among so many first words a greeting is one."""
NEAR = 5
"""Within so many words a denial is of what follows it."""
_PHONE = re.compile(r"(?:0|84)\d{8,10}")
_DIGITS = re.compile(r"\d+")
_CLAUSE_END = re.compile(r"[,;.\n]|\bạ\b")


def wish(text: str) -> Wish | None:
    """Return the wish that a message is, and nothing else; None for a question."""
    if "?" in text:
        return None
    beside = {"show": phrases("shown"), "support": phrases("supported")}
    wishes = phrases("wishes").items()
    return next((key for key, words in wishes if is_only(text, words, beside.get(key, ()))), None)


def is_wish_to_report(text: str) -> bool:
    """Return whether a text wishes to report what was just told, and no other matter beside it."""
    lists = phrases("reports")
    is_other = places(words_in(text), lists["other"])
    return not is_other and "?" not in text and is_only(text, lists["verbs"], lists["beside"])


def withdraws(text: str) -> bool:
    """Return whether words name a report that was sent, or a clause of them only takes back."""
    lists = phrases("withdraw")
    clauses = _CLAUSE_END.split(text)
    names_it = places(words_in(text), lists["names"])
    return bool(names_it) or any(is_only(part, lists["verbs"], lists["beside"]) for part in clauses)


def greets(text: str) -> bool:
    """Return whether a text begins with a greeting."""
    return any(at < GREETING for at in places(words_in(text), phrases("greetings")))


def after_yes(text: str) -> str:
    """Return a text without the yes in front of it: "ừ, gửi qua đây" is "gửi qua đây"."""
    parts = text.split()
    while len(parts) > 1 and longest(words_in(parts[0]), 0, phrases("yes_before")):
        parts.pop(0)
    return " ".join(parts)


def sense(text: str) -> Sense | None:
    """Return what an answer begins with, a yes or a no; "unknown" where it says so anywhere."""
    words = words_in(text)
    senses = [name for at in range(len(words)) if (name := _sense_at(words, at))]
    first = next(iter(senses), None)
    return "unknown" if first == "no" and "unknown" in senses else first


def _sense_at(words: tuple[str, ...], at: int) -> Sense | None:
    lengths = {name: longest(words, at, part) for name, part in phrases("senses").items()}
    best = max(lengths, key=lengths.__getitem__)
    return best if lengths[best] else None


def is_mere_sense(text: str) -> bool:
    """Return whether an answer is a yes, a no or an "I do not know", and nothing else.

    What begins with a yes and ends with a no ("còn không") asks.
    """
    words = words_in(text)
    asks = "?" in text or (sense(text) == "yes" and _sense_at(words, len(words) - 1) == "no")
    return not asks and is_only(text, chain(*phrases("senses").values()))


def plain_sense(text: str) -> Sense | None:
    """Return the sense that an answer has before its first comma; "unknown" from anywhere.

    A yes or a no among other words is of something else: "có rào rồi", "chưa có ai xuống".
    """
    remainder = after_yes(text)
    answer = remainder if sense(remainder) else text
    is_plain = is_mere_sense(_CLAUSE_END.split(answer, maxsplit=1)[0])
    return told if (told := sense(answer)) == "unknown" or is_plain else None


def has_no_photo(text: str) -> bool:
    """Return whether a text says that there are no pictures, or that none are to be waited for."""
    words, lists = words_in(text), phrases("photos")
    if "?" in text:
        return False
    if is_no_photo(text):
        return True
    denials = [at for at in range(len(words)) if _sense_at(words, at) in ("no", "unknown")]
    pictures = places(words, lists["words"])
    return any(abs(at - denied) <= NEAR for at in pictures for denied in denials)


def is_no_photo(text: str) -> bool:
    """Return whether a text is a no where pictures are asked for, and nothing else."""
    lists = phrases("photos")
    no = (*phrases("senses")["no"], *lists["skip"])
    return "?" not in text and is_only(text, no, (*lists["words"], *lists["beside"]))


def refuses_photos(text: str) -> bool:
    """Return whether a text says that there are no pictures, and nothing else."""
    lists = phrases("photos")
    no = (*phrases("senses")["no"], *lists["skip"], *lists["beside"])
    denies = sense(text) in ("no", "unknown") and "?" not in text
    return denies and is_only(text, lists["words"], no)


def is_of_photos(text: str) -> bool:
    """Return whether a text names pictures, and nothing else: "ảnh mới chụp đấy ạ"."""
    lists = phrases("photos")
    return "?" not in text and is_only(text, lists["words"], lists["beside"])


def goes_on(text: str) -> bool:
    """Return whether a text tells that something goes on: "vẫn đang xây"."""
    words, lists = words_in(text), phrases("going_on")
    ends = [at + longest(words, at, lists["marks"]) for at in places(words, lists["marks"])]
    is_on = any(longest(words, end, lists["verbs"]) for end in ends)
    return is_on and not places(words, lists["over"])


def _says_on(text: str) -> bool:
    """Return whether an answer begins with that something goes on: "còn chứ sao"."""
    words, lists = words_in(after_yes(text)), phrases("going_on")
    begins = longest(words, 0, lists["marks"]) and _sense_at(words, 0) == "yes"
    is_doubted = "?" in text or places(words, (*lists["stops"], *lists["over"], "không", "đâu"))
    return bool(begins) and not is_doubted


def is_over(text: str) -> bool:
    """Return whether a text ends with that something goes on no more: "chắc họ nghỉ rồi"."""
    words, lists = words_in(text), phrases("going_on")
    while words and longest(words, len(words) - 1, phrases("around")):
        words = words[:-1]
    last = len(words) - 1
    if last < 0 or not longest(words, last, lists["stops"]) or places(words, lists["marks"]):
        return False
    return _sense_at(words, last - 1) != "yes"


def goes_on_or_not(text: str) -> Sense | None:
    """Return "yes" where a text tells that something goes on, "no" where it is over."""
    if goes_on(text) or _says_on(text):
        return "yes"
    if places(words_in(text), phrases("going_on")["unsure"]):
        return "unknown"
    return "no" if is_over(text) else None


def accuses(text: str) -> bool:
    """Return whether a text has words of an accusation, each with its marks or without any."""
    words = written.words_of(" ".join(word.typed for word in as_written(text).words))
    return any(written.longest(words, at, phrases("accuses")) for at in range(len(words)))


def hides_name(text: str, story: str = "") -> bool:
    """Return whether a text asks that the writer's name be hidden; in doubt it does.

    The name of another in the `story` is not the writer's.
    """
    if hidden := hidden_other(text, story):
        return hides_name(text.replace(hidden, " "), story)
    words, lists = words_in(text), phrases("hide")
    named = [(lists["names"], lists["verbs"]), (lists["writer"], lists["tells"])]
    for at in range(len(words)):
        if longest(words, at, lists["wishes"]):
            return not _denied_before(words, at)
        for names, verbs in named:
            name = longest(words, at, names)
            is_own = name and not longest(words, at + name, lists["others"])
            if is_own and _is_denied(words, at, verbs):
                return True
    return False


def _denied_before(words: tuple[str, ...], at: int) -> list[int]:
    denials = places(words, phrases("hide")["denials"])
    return [before for before in denials if 0 < at - before <= NEAR]


def _is_denied(words: tuple[str, ...], at: int, verbs: tuple[str, ...]) -> bool:
    """Return whether one of the verbs stands before a word, and soon before both a denial."""
    first = next(iter(_denied_before(words, at)), at)
    return any(first <= verb < at for verb in places(words, verbs))


def hidden_other(text: str, story: str) -> str:
    """Return the words for another's name, one in the `story`, that a text asks not to write: "tên
    chị Hoa"; or empty."""
    lists = phrases("hide")
    for start, end in spans(text):
        *before, title = ("", *words_in(text[:start]))
        is_named = longest(tuple(before), len(before) - 1, lists["names"]) > 0
        is_others = is_named and not longest((title,), 0, lists["own"])
        is_in_story = re.search(rf"\b{re.escape(text[start:end])}\b", story)
        if is_others and is_in_story and _is_denied(tuple(before), len(before) - 1, lists["verbs"]):
            return text[len(text[:start].rsplit(maxsplit=2)[0]) : end]
    return ""


def shows_name(text: str) -> bool:
    """Return whether a text asks that the writer's name be shown: "cứ để tên", "tên tôi là …"."""
    words, lists = words_in(text), phrases("hide")
    for at in places(words, lists["names"]):
        end = at + longest(words, at, lists["names"])
        if not longest(words, end, lists["others"]) and not hides_name(text):
            is_own = any(longest(words, own, lists["own"]) for own in (end, at - 1))
            return is_own or _is_to_show(words, at)
    return False


def _is_to_show(words: tuple[str, ...], at: int) -> bool:
    """Return whether a verb of showing stands before the word for a name that is there."""
    verbs = places(words, phrases("hide")["verbs"])
    return any(at - NEAR <= verb < at for verb in verbs)


def own_name(text: str) -> str:
    """Return the name that a text tells as the writer's own: "tôi là Lò Văn Chiến"; or empty."""
    introduces = phrases("hide")["introduces"]
    for start, end in spans(text):
        before = words_in(text[:start])
        if any(
            longest(before[at:], 0, introduces) >= len(before) - at for at in range(len(before))
        ):
            return text[start:end]
    return ""


def shown_name(text: str) -> str:
    """Return the writer's own name, where a clause of the text asks that it be shown; or empty.

    To say who one is asks for nothing.
    """
    clauses = [text, *_CLAUSE_END.split(text)]
    if any(map(hides_name, clauses)):
        return ""
    return own_name(text) if any(map(_asks_to_show, clauses[1:])) else ""


def _asks_to_show(clause: str) -> bool:
    words, lists = words_in(clause), phrases("hide")
    return any(
        _is_to_show(words, at) and not longest(words, at - 1, lists["own"])
        for at in places(words, lists["names"])
        if not longest(words, at + longest(words, at, lists["names"]), lists["others"])
    )


def part_of(text: str) -> tuple[str, str] | None:
    """Return what a message wants with a part of the report, and nothing else of it: `fix` it or
    `remove` it, and the step; an empty step where it names none."""
    words, parts = words_in(text), phrases("parts")
    steps = parts["steps"]
    if "?" in text:
        return None
    for wish in ("fix", "remove"):
        if is_only(text, parts[wish], (*chain(*steps.values()), *parts["beside"])):
            positions = ((longest(words, at, names), step)
                     for at in range(len(words)) for step, names in steps.items())  # fmt: skip
            length, best = max(positions)
            step = best if length else ""
            return (wish, step) if step or wish == "fix" else None
    return None


def begins_with(text: str, wish: Literal["remove", "move"]) -> bool:
    """Return whether a text begins with that something is to be removed, or moved."""
    words, around = words_in(text), phrases("around")
    first = next((at for at in range(len(words)) if not longest(words, at, around)), 0)
    return longest(words, first, phrases("parts")[wish]) > 0


def names_last(text: str) -> bool:
    """Return whether a text takes back what was told last, or does not say what."""
    parts = phrases("parts")
    undo = (*parts["remove"], *phrases("wishes")["undo"])
    return bool(places(words_in(text), parts["last"])) or is_only(text, undo, parts["said"])


def names_any(text: str, part: Literal["fix", "remove", "photos"]) -> bool:
    """Return whether a text has a word that puts right or removes, or for pictures."""
    parts = phrases("parts")
    return bool(places(words_in(text), parts["steps"].get(part) or parts[part]))


def named_line(text: str, lines: Sequence[str]) -> int | None:
    """Return which line shares most words that follow each other with a text, if one does."""
    shared = [len(_pairs(text) & _pairs(line)) for line in lines]
    most = max(shared, default=0)
    return shared.index(most) if most and shared.count(most) == 1 else None


def _pairs(text: str) -> set[tuple[str, str]]:
    return set(pairwise(fold(word.typed) for word in as_written(text).words))


def is_phone(text: str) -> bool:
    """Return whether a text is the writer's telephone number, and nothing else."""
    is_number = _PHONE.fullmatch("".join(_DIGITS.findall(text))) is not None
    return is_number and is_only(_DIGITS.sub(" ", text), (), phrases("phone"))
