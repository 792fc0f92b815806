"""The features of a message that the models weigh: its words and pairs, with and without marks.

A word counts without its marks (`cay do`), and as written where the text has marks (`=cây đổ`): so
`cây đổ` and `cây đỏ` differ, and a text that has none is read as such.
"""

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from itertools import pairwise

from knowledge.vietnamese.keys import decoded
from knowledge.vietnamese.text import fold, is_syllable, nfc, tidy

_WORD = re.compile(r"\d+|[^\W\d_]+|[?!]")
GAPS = (2, 3)
"""Two words this far apart make a feature too: `cây … đường` in `cây đổ ra đường`."""
_CLAUSE_ENDS = re.compile(r"[.,;!?…\n]+|\s(?:nhưng|nhung|mà|ma)\s")
MARKS = "=^$<>"
"""How a feature begins that is a word as written, at the beginning or end of a message, or in its
first or last clause."""
LENGTHS = (1, 2, 4, 8, 16)
"""Steps in which the length of a message counts, in words."""


def words_of(text: str) -> list[str]:
    """Return the words of a message in lower case; any number is `0`, Telex keys are undone."""
    return [_word(word) for word in _WORD.findall(tidy(nfc(text)))]


def _word(word: str) -> str:
    if word[0].isdigit():
        return "0"
    return word if word in "?!" or is_syllable(word) else decoded(word) or word


def message_features(text: str) -> Counter[str]:
    """Return how often each feature stands in a message."""
    return _counted(words_of(text))


def turn_features(text: str, asked: str) -> Counter[str]:
    """Return the features of a message typed when a draft had just asked for `asked`."""
    words = words_of(text)
    features = _counted(words)
    length = next((step for step in LENGTHS if len(words) <= step), "more")
    about = [f"#{length}", "#asks" if text.rstrip().endswith("?") else "#tells"]
    near = (name for name in features if "…" not in name and "=" not in name)
    features.update([f"{asked}|{name}" for name in (*near, *about)])
    features.update([*about, f"{asked}|", *_ends(words), *_clauses(text)])
    return features


def _ends(words: Sequence[str]) -> set[str]:
    plain = list(map(fold, words))
    return {f"${' '.join(plain[-length:])}" for length in (1, 2, 3) if plain}


def _clauses(text: str) -> Iterator[str]:
    """Yield the words and pairs of the first and last of several clauses.

    One of them often tells what the others are for: `… Mà em hỏi chút, ai thấy tên em`.
    """
    clauses = [clause for clause in _CLAUSE_ENDS.split(text) if clause.strip()]
    if len(clauses) > 1:
        for mark, clause in (("<", clauses[0]), (">", clauses[-1])):
            plain = list(map(fold, words_of(clause)))
            yield from (f"{mark}{word}" for word in plain)
            yield from (f"{mark}{one} {two}" for one, two in pairwise(plain))


def _counted(words: Sequence[str]) -> Counter[str]:
    plain = [fold(word) for word in words]
    features = Counter(plain)
    features.update(f"{one} {two}" for one, two in pairwise(plain))
    for gap in GAPS:
        features.update(f"{one} …{two}" for one, two in zip(plain, plain[gap:], strict=False))
    if plain != words:
        features.update(f"={word}" for word in words)
        features.update(f"={one} {two}" for one, two in pairwise(words))
    features.update({f"^{' '.join(plain[:length])}" for length in (1, 2) if plain})
    return features
