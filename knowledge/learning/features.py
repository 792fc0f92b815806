"""The features of a message that the models weigh: its words and pairs, with and without marks.

A word counts without its marks (`cay do`), and as written where the text has marks (`=cây đổ`): so
`cây đổ` and `cây đỏ` differ, and a text that has none is read as such.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from itertools import pairwise

from knowledge.vietnamese.keys import decoded
from knowledge.vietnamese.text import fold, is_syllable, nfc, tidy

_WORD = re.compile(r"\d+|[^\W\d_]+|[?!]")
GAPS = (2, 3)
"""Two words this far apart make a feature too: `cây … đường` in `cây đổ ra đường`."""
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
    features.update([*about, f"{asked}|"])
    return features


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
