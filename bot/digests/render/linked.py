"""A digest's message with links to the desk, for the desk's own page and for a mail."""

import re

_CODES = re.compile(r"(?<![A-Z0-9])LC-[A-Z0-9]{6}(?![A-Z0-9])")
_LIST = re.compile(r"(?<=: )/viec\b")
_FILTERS = {"⏰": "late", "🆕": "new", "🔁": "disputed", "⏳": "soon", "💬": "waiting"}
"""The desk's filters, by the sign before a list's name."""
_HEADING = re.compile(rf"({'|'.join(_FILTERS)}) <b>([^<]*)</b>")


def linked(text: str, page: str = "") -> str:
    """Return the message with links of `page` in place of codes and of the command for the list.

    The names of the lists that the desk has too open the same there.
    """
    desk = f"{page}/viec"
    text = _CODES.sub(rf'<a href="{desk}/\g<0>">\g<0></a>', text)
    text = _LIST.sub(f'<a href="{desk}">bàn việc</a>', text)
    return _HEADING.sub(
        lambda found: f'{found[1]} <b><a href="{desk}?loc={_FILTERS[found[1]]}">{found[2]}</a></b>',
        text,
    )
