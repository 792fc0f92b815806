"""The names of works, places and schemes that a plan itself writes with capitals.

What is asked of one of them is told by no sentence of another: `nghĩa trang Núi Voi` is not
`nghĩa trang Vĩnh An`, nor is `Trại Chuối 1` the school `Trại Chuối 2`.
"""

import re
from collections.abc import Iterable, Iterator

from knowledge.answering.place_names import begins_a_kind
from knowledge.vietnamese.text import folded_words, nfc
from knowledge.vietnamese.words import load_language

SURE = 2
"""So many words with capitals are a name."""
_RUN = re.compile(r"(?<=[^\W_] |[\w,;(] )(?:[^\W\d_]+ )*[^\W\d_]+")
"""Words that do not begin a sentence."""


def proper_names(sentences: Iterable[str]) -> frozenset[str]:
    """Return the names of two words and more that stand within sentences, without marks."""
    runs = (match[0].split() for text in sentences for match in _RUN.finditer(nfc(text)))
    return frozenset(folded_words(" ".join(name)).strip() for run in runs for name in _names(run))


def _names(words: Iterable[str]) -> Iterator[list[str]]:
    name: list[str] = []
    for word in (*words, ""):
        if word.istitle():
            if name or not begins_a_kind(word):
                name.append(word)
            continue
        if len(name) >= SURE and name[0].lower() not in load_language("named")["offices"]:
            yield name
        name = []


def untold(names: Iterable[str], question: str, sentence: str) -> str | None:
    """Return a name that is asked for, where none asked for is told with its number behind it."""
    sought = sorted(name for name in names if f" {name} " in question)
    if any(f" {name} " in sentence and not _numbered(name, question, sentence) for name in sought):
        return None
    return next(iter(sought), None)


def _numbered(name: str, question: str, sentence: str) -> bool:
    """Return whether a name is told with another number behind it than is asked for."""
    number = re.search(rf" {name} (\d{{1,2}}) ", question)
    numbers = re.findall(rf" {name} (\d{{1,2}})(?= )", sentence)
    return bool(number and numbers and number[1] not in numbers)
