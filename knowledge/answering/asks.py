"""Finds the part of a text that asks, and the other place it may be about."""

import re
from collections.abc import Iterator
from functools import cache, lru_cache

from knowledge.vietnamese.text import fold, folded_words, tokens
from knowledge.vietnamese.words import Reading, load_language
from knowledge.vietnamese.written import pattern

_SENTENCE = re.compile(r"[^.!?\n]+(?:[.!?]+(?=\s|$)|\n|$|\.)")
_FROM = re.compile(
    r" (?:(?:toi|em|minh|chau|con|e|tui|nha toi|nha em)(?: [a-z]+)? (?:o|que|tu|ve tu)"
    r"|(?:di|ve|ra|xuong|len|sang) tan|phai (?:di|ve|ra|xuong|len|sang)) $"
)
"""Before the name of a place: where the one who asks lives, comes from, or has to go."""
_SHORT_UNIT = re.compile(r"\b(đg|đ|p|x|cv|bv|tp|tx)\.(?=\s?\w)", re.IGNORECASE)
"""Its full stop ends no sentence."""
_OR_NOT_END = re.compile(r" (?:khong|ko|k|chua)(?: [a-z]+){0,2} $")
"""What is asked in several clauses: `có được mở rộng, nâng cấp không`."""
_WANTS_TO_KNOW = re.compile(
    r"(?:toi |em |minh |chau )?(?:muon|xin|cho|can) (?:[a-z]+ )?(?:hoi|biet)"
)
_CLAUSE = re.compile(r"[,;:–]\s+|\s-\s|\s*\.\.+\s*")
_OF_THE_PLAN = re.compile(r"^ (?:trong |theo )?ke hoach (?:[a-z]+ )*(?:khong|gi|sao|nao) ")
"""The last clause asks what the plan says: `Bao giờ mới có siêu thị, kế hoạch có nhắc không?`"""
_YES_OR_NO = re.compile(
    r"^ (?:(?!nao|gi|sao|dau|ai|may|bao)[a-z0-9]+ ){0,4}co "
    r"(?:(?!biet|nao|gi|sao|dau|ai|may|bao)[a-z0-9]+ ){3,}(?:khong|ko|k|hong|hem)"
    r"(?: (?:a|vay|the|nhi|ad|bot|v|z|ha|day|ban|cac bac))* $"
)
"""The last clause asks whether: `Còn mấy căn rách nát, thành phố có hỗ trợ xóa đi không?`"""
_SURELY = re.compile(r" (?:nao|bao gio|khi nao|bao nhieu|o dau)(?! cung) ")
"""A clause before that asks by itself: `Công viên mới ở phường nào, có sân bóng cho trẻ không?`"""
_OR_NOT = re.compile(r" (?:khong|chua|hay|hoac|va) ")
"""What goes on asking."""
STORY = 4
"""Words from which on a clause before the one that asks is a story."""
FEWEST_WORDS = 4
"""Words a sentence must have to ask by itself: not `Có không?`, `đúng ko ad.`"""


@lru_cache(maxsize=100)
def asking_part(text: str) -> str:
    """Return the last sentence with a question mark, or else the last one; cached, for a turn asks
    for it several times.

    `Năm nào cũng sạt lở. Thành phố tính gì?` asks for no year.
    """
    parts: list[str] = _SENTENCE.findall(text)
    sentences = [part for part in parts if len(part.split()) >= FEWEST_WORDS]
    asking = [part for part in sentences if part.rstrip().endswith("?")]
    return _asking_clauses((asking or sentences or [text])[-1])


def _asking_clauses(sentence: str) -> str:
    """Return a sentence from its first clause that asks to its last; or the last, if that asks of
    the plan. A story before is no asking, nor what is added (`là bao nhiêu, lớp em đang cần`).

    A few words before stay (`Tính đến nay, diện tích là bao nhiêu?`).
    """
    clauses = _CLAUSE.split(sentence)
    plain = [folded_words(clause) for clause in clauses]
    if _OF_THE_PLAN.search(plain[-1]) or (
        _YES_OR_NO.search(plain[-1]) and not any(map(_SURELY.search, plain[:-1]))
    ):
        return clauses[-1]
    asks = [at for at, words in enumerate(plain) if _asks().search(words)]
    first = asks[0] if asks else 0
    continuing = (at for at, words in enumerate(plain) if _OR_NOT.search(words))
    last = max((*asks[-1:], *continuing)) if asks else len(clauses) - 1
    while first and len(clauses[first - 1].split()) < STORY:
        first -= 1
    return ", ".join(clauses[first : last + 1])


def clauses(text: str) -> Iterator[tuple[str, bool]]:
    """Yield every clause of a text, and whether it asks something."""
    text = _SHORT_UNIT.sub(r"\1", text)
    asking = asking_part(text)
    for sentence in _SENTENCE.findall(text) or [text]:
        or_not = _OR_NOT_END.search(folded_words(sentence))
        for clause in _CLAUSE.split(sentence):
            plain = folded_words(clause)
            asks = clause.strip() in asking or _asks().search(plain) or (or_not and " co " in plain)
            yield clause, bool(asks)


def lives_there(clause: str, place: str, asks: bool) -> bool:
    """Return whether a clause says of a place only that the asker lives there or is from it."""
    plain, name = folded_words(clause), folded_words(place)
    before, _, after = plain.partition(name)
    from_there = _FROM.search(f"{before} ") is not None
    return from_there and (not asks or _WANTS_TO_KNOW.match(after) is not None)


@cache
def _asks() -> re.Pattern[str]:
    return pattern(f"(?:{'|'.join(load_language('asks')['asking'])})")


def asks_something(text: str, reading: Reading) -> bool:
    """Return whether a text is a question: by its mark, or by a word that asks."""
    return "?" in text or _asks().search(reading.typed.strip()) is not None


@cache
def _elsewhere(marked: bool) -> re.Pattern[str]:
    """Return the pattern of other places, with marks or without: `đa năng` is no `Đà Nẵng`."""
    spelt = {
        kind: "|".join(" ".join(tokens(name)) if marked else fold(name) for name in names)
        for kind, names in load_language("places").items()
    }
    return re.compile(
        f" (?P<road>(?:{spelt['road']}|(?<!thanh )pho|(?<!thành )phố) )?"
        f"(?:(?P<sure>{spelt['sure']})|(?:{spelt['before']}) (?P<named>{spelt['named']}))(?= )"
    )


def elsewhere(reading: Reading) -> str | None:
    """Return the other place a question is about: no street of its name, no asker's home."""
    marked = reading.typed != reading.plain
    text = reading.typed if marked else reading.plain
    for match in _elsewhere(marked).finditer(text):
        if not match["road"] and not _FROM.search(fold(text[: match.start() + 1])):
            return match["sure"] or match["named"]
    return None
