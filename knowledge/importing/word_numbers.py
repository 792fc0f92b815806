"""Counts the paragraphs of a Word file as Word does, and gives the number it shows before each.

In most offices headings are numbered by Word itself: the number stands in no run of the text, but
follows from the list, or from the list of the style, that a paragraph belongs to (ECMA-376, 17.9).
"""

from collections import defaultdict
from typing import NamedTuple
from xml.etree.ElementTree import Element

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
BULLETS = "-–·•+*"
_ROMAN = ((1000, "M"), (900, "CM"), (500, "D"), (400, "CD"), (100, "C"), (90, "XC"), (50, "L"),
          (40, "XL"), (10, "X"), (9, "IX"), (5, "V"), (4, "IV"), (1, "I"))  # fmt: skip


class Level(NamedTuple):
    """How one level of a list counts: `%1.%2.` is its own number after that of the level above."""

    start: int
    form: str
    text: str
    legal: bool = False
    """It shows the numbers of the levels above in digits too: `1.1.` under `I.`."""


class Listed(NamedTuple):
    """The list a paragraph belongs to, and its level there, from 0."""

    list_id: str
    level: int


class Numbers:
    """Counts the paragraphs of every list as Word does."""

    def __init__(self, parts: dict[str, Element]) -> None:
        self._styles = styles_of(parts["styles"])
        self._kinds = {_id(kind, "abstractNumId"): kind
                       for kind in parts["numbering"].iter(f"{W}abstractNum")}  # fmt: skip
        self._lists = {_id(entry, "numId"): entry for entry in parts["numbering"].iter(f"{W}num")}
        self._counts: dict[str, dict[int, int]] = defaultdict(dict)
        self._begun: set[str] = set()

    def before(self, paragraph: Element) -> str:
        """Return the number Word shows before a paragraph, with a space: `II. `, `- `; or ""."""
        listed = self._listed(paragraph.find(f"{W}pPr"))
        if listed is None or listed.list_id not in self._lists:
            return ""
        kind, levels = self._levels(listed.list_id)
        level = levels.get(listed.level)
        if level is None or level.form == "none":
            return ""
        counts = self._counts[kind]
        self._restart(listed.list_id, counts)
        counts[listed.level] = counts.get(listed.level, level.start - 1) + 1
        for deeper in [depth for depth in counts if depth > listed.level]:
            del counts[deeper]
        if level.form == "bullet":
            return f"{level.text if level.text in BULLETS else '-'} "
        text = level.text
        for depth, shown_level in levels.items():
            form = "decimal" if level.legal else shown_level.form
            number = _written(counts.get(depth, shown_level.start), form)
            text = text.replace(f"%{depth + 1}", number)
        return f"{text} "

    def _listed(self, properties: Element | None, depth: int = 0) -> Listed | None:
        """Return the list that a paragraph's properties name, or its style's, or its base's."""
        if properties is None or depth > len(self._styles):
            return None
        if list_id := value_of(properties, "numPr/numId"):
            return Listed(list_id, int(value_of(properties, "numPr/ilvl") or 0))
        return self._of_style(self._styles.get(value_of(properties, "pStyle")), depth)

    def _of_style(self, style: Element | None, depth: int) -> Listed | None:
        if style is None:
            return None
        listed = self._listed(style.find(f"{W}pPr"), depth + 1)
        if listed is not None:
            return listed._replace(level=self._level_of(listed, _id(style, "styleId")))
        return self._of_style(self._styles.get(value_of(style, "basedOn")), depth + 1)

    def _level_of(self, listed: Listed, style: str) -> int:
        """Return the level that a list keeps for a style; else the one that is named."""
        if listed.list_id in self._lists:
            for level in self._kind(listed.list_id).iter(f"{W}lvl"):
                if value_of(level, "pStyle") == style:
                    return int(_id(level, "ilvl"))
        return listed.level

    def _kind(self, list_id: str, depth: int = 0) -> Element:
        """Return how a list counts; one made by a list style counts as the style's own list."""
        name = value_of(self._lists[list_id], "abstractNumId")
        kind = self._kinds.get(name, Element("none"))
        style = self._styles.get(value_of(kind, "numStyleLink"))
        linked = "" if style is None else value_of(style, "pPr/numPr/numId")
        if linked not in self._lists or depth > len(self._lists):
            return kind
        return self._kind(linked, depth + 1)

    def _levels(self, list_id: str) -> tuple[str, dict[int, Level]]:
        kind = self._kind(list_id)
        levels = {
            int(_id(level, "ilvl")): Level(
                int(value_of(level, "start") or 1),
                value_of(level, "numFmt") or "decimal",
                value_of(level, "lvlText"),
                is_set(level.find(f"{W}isLgl")),
            )
            for level in kind.iter(f"{W}lvl")
        }
        return _id(kind, "abstractNumId"), levels

    def _restart(self, list_id: str, counts: dict[int, int]) -> None:
        """Begin a list that says where it starts there, the first time it comes."""
        if list_id not in self._begun:
            self._begun.add(list_id)
            for override in self._lists[list_id].iter(f"{W}lvlOverride"):
                if start := value_of(override, "startOverride"):
                    counts[int(_id(override, "ilvl"))] = int(start) - 1


def _id(element: Element, name: str) -> str:
    return element.get(f"{W}{name}", "")


def styles_of(part: Element) -> dict[str, Element]:
    """Return the styles of a document by their ids."""
    return {_id(style, "styleId"): style for style in part.iter(f"{W}style")}


def value_of(element: Element, path: str) -> str:
    """Return the value of a property below an element, `pPr/pStyle`; empty where it has none."""
    prop = element.find("/".join(f"{W}{name}" for name in path.split("/")))
    return "" if prop is None else prop.get(f"{W}val", "")


def is_set(switch: Element | None) -> bool:
    """Return whether a property that is there is not switched off."""
    off = ("0", "false", "none", "off")
    return switch is not None and switch.get(f"{W}val", "1") not in off


def _written(number: int, form: str) -> str:
    """Return a number as a list writes it: Roman, a letter, or else digits."""
    if form in ("upperRoman", "lowerRoman"):
        written = _roman(number)
    elif form in ("upperLetter", "lowerLetter") and number > 0:
        written = chr(ord("A") + (number - 1) % 26)
    else:
        written = f"{number:02}" if form == "decimalZero" else str(number)
    return written.lower() if form.startswith("lower") else written


def _roman(number: int) -> str:
    numeral = ""
    for worth, sign in _ROMAN:
        while number >= worth:
            numeral, number = numeral + sign, number - worth
    return numeral
