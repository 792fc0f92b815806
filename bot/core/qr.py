"""QR codes: as a picture, and inside a page that can be printed."""

from __future__ import annotations

import io

import segno
from markupsafe import Markup

ERRORS = "m"
"""How much of a code may be dirty or torn: 15 %, as fits a sheet that hangs outdoors."""
BORDER = 4
"""Modules of white around it, which ISO/IEC 18004 asks for."""


def png(address: str, scale: int = 16) -> bytes:
    """The code of an address as PNG, each module `scale` pixels wide."""
    out = io.BytesIO()
    _code(address).save(out, kind="png", scale=scale, border=BORDER)
    return out.getvalue()


def svg(address: str) -> Markup:
    """The same as SVG, to stand in a page; it grows with what it stands in."""
    code = _code(address).svg_inline(border=BORDER, omitsize=True)
    return Markup(code)  # noqa: S704 - made of the code's squares alone


def _code(address: str) -> segno.QRCode:
    return segno.make(address, error=ERRORS, micro=False)
