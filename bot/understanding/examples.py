"""The labelled examples that understanding is learnt from: `corpus/*.jsonl`, told in its README."""

import json
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import islice
from pathlib import Path

from bot.understanding.spans import KINDS, Span
from knowledge.vietnamese.text import nfc

CORPUS = Path(__file__).with_name("corpus")
TURNS, OFFICES = "turns", "office"
"""How the files begin that have what is typed inside a draft, or by officials."""


class BadExample(ValueError):
    """A line of an example file cannot be used: the message names file, line and what is wrong."""


@dataclass(frozen=True)
class Example:
    """A message with what it means, and the hand that wrote it.

    Of a first message `intent` is set; inside a draft `act` and what was `asked`; of an official
    `office` and, with them, `filter` and `move`. `place` and `when` are what a clerk would copy,
    `also_places` and `also_whens` further places and times. `about`: of words to the bot itself, of
    procedure and of `progress`, what they are about.
    """

    text: str
    hand: str = ""
    voice: str = ""
    intent: str = ""
    category: str | None = None
    also_ok: tuple[str, ...] = ()
    urgent: bool = False
    denunciation: bool = False
    coarse: bool = False
    elsewhere: str | None = None
    about: str | None = None
    place: str | None = None
    when: str | None = None
    also_places: tuple[str, ...] = ()
    also_whens: tuple[str, ...] = ()
    asked: str = ""
    act: str = ""
    command: str | None = None
    office: str = ""
    filter: str | None = None
    move: str | None = None
    weight: float = 1.0

    @property
    def spans(self) -> list[Span]:
        """Return where places and times stand in the text, none inside another."""
        parts = {"place": (self.place, *self.also_places), "when": (self.when, *self.also_whens)}
        spans: list[Span] = []
        for kind in KINDS:
            for part in filter(None, parts[kind]):
                matches = re.finditer(re.escape(part), self.text)
                free = (match for match in matches if not _overlaps(match.span(), spans))
                spans += [Span(kind, *match.span()) for match in islice(free, 1)]
        return spans


def _overlaps(span: tuple[int, int], spans: Iterable[Span]) -> bool:
    return any(span[0] < earlier.end and earlier.start < span[1] for earlier in spans)


def corpus_files(folder: Path = CORPUS) -> list[Path]:
    """Return the files of examples, in the order of their names."""
    return sorted(folder.glob("*.jsonl"))


def read(paths: Iterable[Path]) -> list[Example]:
    """Return the examples of these files; raises `BadExample`."""
    return [example for path in paths for example in _lines(path)]


def _lines(path: Path) -> Iterator[Example]:
    kind = path.stem.partition("-")[0]
    with path.open(encoding="utf-8") as lines:
        for number, line in enumerate(lines, 1):
            try:
                row = json.loads(line)
                if not isinstance(row, dict):
                    raise TypeError("a line is one object")
                yield _example(row, path.stem, kind)
            except (ValueError, TypeError, KeyError) as error:
                raise BadExample(f"{path.name}, line {number}: {error!r}") from error


def _example(row: dict[str, object], hand: str, kind: str) -> Example:
    fields = {key: value for key, value in row.items() if key in Example.__dataclass_fields__}
    fields["text"] = nfc(str(row["text"]))
    for part in KINDS:
        fields[part] = nfc(str(row[part])) if row.get(part) else None
    for several in ("also_ok", "also_places", "also_whens"):
        fields[several] = tuple(nfc(part) for part in row.get(several) or ())  # type: ignore[attr-defined]
    if kind == OFFICES:
        fields["office"] = fields.pop("intent")
    needed = {TURNS: "act", OFFICES: "office"}.get(kind, "intent")
    if not fields.get(needed):
        raise ValueError(f"{needed} is missing")
    return Example(**fields, hand=hand)  # type: ignore[arg-type]
