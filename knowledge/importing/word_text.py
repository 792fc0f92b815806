"""Gives the text of Word's paragraphs: changes accepted, in Unicode whatever their font.

A font is named by a run, by its style, by the paragraph's style, or by the style of the whole
document. Those named .Vn… and VNI-… show other letters than are stored.
"""

from collections.abc import Iterator
from xml.etree.ElementTree import Element

from knowledge.importing.letters import has_ours, in_font, is_old
from knowledge.importing.word_numbers import W, is_set, styles_of, value_of
from knowledge.vietnamese.text import nfc

BREAK = "\v"
"""A line break in a paragraph, until it is known whether a number stands behind it."""
GONE = {f"{W}del", f"{W}moveFrom"}
FALLBACK = "{http://schemas.openxmlformats.org/markup-compatibility/2006}Fallback"
"""It shows again, to older versions of Word, what stands beside it."""
OUTSIDE = {*GONE, FALLBACK, f"{W}txbxContent", f"{W}tbl"}
"""What is in a paragraph and no part of its text."""
_SIGNS = {f"{W}tab": " ", f"{W}br": BREAK, f"{W}cr": BREAK, f"{W}noBreakHyphen": "-"}


class Texts:
    """The texts of one document, whose styles say which fonts its letters are of."""

    def __init__(self, styles: Element, document: Element) -> None:
        self._styles = styles_of(styles)
        everywhere = styles.find(f"{W}docDefaults/{W}rPrDefault")
        self._default = _font_in(everywhere)
        for name, style in self._styles.items():
            if style.get(f"{W}default") == "1" and style.get(f"{W}type") == "paragraph":
                self._default = self._of_style(name) or self._default
        self._trusts_styles = not self._is_unicode(document)

    def of(self, element: Element) -> str:
        """Return the text of a paragraph or run, without boxes that float in it."""
        return self.broken(element).replace(BREAK, " ")

    def broken(self, element: Element) -> str:
        """Return the text of a paragraph, with its line breaks."""
        font = self._font_of(element) if self._trusts_styles else ""
        return nfc("".join(self._pieces(element, font)))

    def _pieces(self, element: Element, font: str) -> Iterator[str]:
        if element.tag == f"{W}r":
            if is_hidden(element):
                return
            named = self._of_style(value_of(element, "rPr/rStyle")) if self._trusts_styles else ""
            font = _font_in(element) or named or font
        for child in element:
            if child.tag == f"{W}t":
                yield in_font(child.text or "", font)
            elif child.tag in _SIGNS:
                yield _SIGNS[child.tag]
            elif child.tag not in OUTSIDE:
                yield from self._pieces(child, font)

    def _font_of(self, paragraph: Element) -> str:
        """Return the old font of a paragraph's style."""
        font = self._of_style(style_of(paragraph)) or self._default
        return font if is_old(font) else ""

    def _of_style(self, name: str, depth: int = 0) -> str:
        """Return the font that a style or the one it is based on names."""
        style = self._styles.get(name)
        if style is None or depth > len(self._styles):
            return ""
        return _font_in(style) or self._of_style(value_of(style, "basedOn"), depth + 1)

    def _is_unicode(self, document: Element) -> bool:
        """Return whether what is of an old font by its style alone was typed in Unicode."""
        runs = (
            run
            for paragraph in document.iter(f"{W}p")
            if self._font_of(paragraph)
            for run in paragraph.iter(f"{W}r")
            if not _font_in(run)
        )
        return has_ours("".join(text.text or "" for run in runs for text in run.iter(f"{W}t")))


def _font_in(element: Element | None) -> str:
    """Return the font that a run or style names itself."""
    fonts = element.find(f"{W}rPr/{W}rFonts") if element is not None else None
    return "" if fonts is None else fonts.get(f"{W}ascii") or fonts.get(f"{W}hAnsi") or ""


def style_of(paragraph: Element) -> str:
    """Return the id of a paragraph's style; empty where it names none."""
    return value_of(paragraph, "pPr/pStyle")


def is_hidden(run: Element) -> bool:
    """Return whether Word does not show a run."""
    return is_set(run.find(f"{W}rPr/{W}vanish"))
