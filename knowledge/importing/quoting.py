"""Cuts a text into the sentences that are quoted, and makes two texts comparable word for word."""

import re

from knowledge.schema import LONGEST_QUOTE
from knowledge.vietnamese.text import nfc

_BOOKMARK = re.compile(r"\[bookmark: [^\]]*\]")
_SENTENCE_END = re.compile(r"(?<=[.;])\s+(?=(\w))")
_SHORTENED = re.compile(
    r"(?<!\w)(?:TP|Tp|TX|TT|TS|ThS|PGS|GS|KTS|Q|P|H|X|St|v\.v|Ths|BS|Ô|B|Đ/c|tr|Tr)\.$"
)


def squash(text: str) -> str:
    """Return the text that "verbatim" is judged on: NFC, no bookmarks, white space folded."""
    return re.sub(r"\s+", " ", nfc(_BOOKMARK.sub("", text))).strip()


def sentences(text: str) -> tuple[str, ...]:
    """Cut at a full stop or semicolon that a capital follows; joined by spaces it is `text`.

    What is longer than a quote may be is cut at a semicolon, a comma, or else between words.
    """
    cuts = [
        m.span()
        for m in _SENTENCE_END.finditer(text)
        if m.group(1).isupper() and not _SHORTENED.search(text[: m.start()])
    ]
    starts = [0, *(end for _, end in cuts)]
    ends = [*(start for start, _ in cuts), len(text)]
    parts = (text[start:end] for start, end in zip(starts, ends, strict=True))
    return tuple(piece for part in parts for piece in _short_enough(part))


def _short_enough(sentence: str) -> list[str]:
    pieces = []
    while len(sentence) > LONGEST_QUOTE:
        cut = next(
            (at for sign in (" | ", "; ", ", ", " ")
             if (at := sentence.rfind(sign, LONGEST_QUOTE // 4, LONGEST_QUOTE)) > 0),
            0,
        )  # fmt: skip
        space = sentence.find(" ", cut + 1 if sentence[cut] in ";," else cut)
        if cut == 0 or space < 0:
            break
        pieces.append(sentence[:space])
        sentence = sentence[space + 1 :]
    return [*pieces, sentence]
