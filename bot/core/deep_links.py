"""Links that open the bot with a payload, and their QR codes as a picture or inside a page."""

import io
from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from markupsafe import Markup

if TYPE_CHECKING:
    from segno import QRCode

ERRORS = "m"
"""How much of a code may be dirty or torn: 15 %, as fits a sheet that hangs outdoors."""
BORDER = 4
"""Modules of white around it, which ISO/IEC 18004 asks for."""


@dataclass
class DeepLinks:
    """The addresses of the web page, and of the bot on Telegram once its name is known."""

    page: str
    username: Callable[[], str | None] = lambda: None
    public: bool = True
    """Whether PAGE_URL is set, so that the page opens elsewhere than on this machine."""

    def links(self, payload: str) -> list[str]:
        """Return the addresses that send `/start` with a payload: Telegram's, if any, first.

        On most telephones its link opens the app that is there.
        """
        name = self.username()
        telegram = [f"https://t.me/{name}?start={payload}"] if name else []
        return [*telegram, f"{self.page}/?start={payload}"]


def qr_png(address: str, scale: int = 16) -> bytes:
    """Return the QR code of an address as PNG, each module `scale` pixels wide."""
    out = io.BytesIO()
    _code(address).save(out, kind="png", scale=scale, border=BORDER)
    return out.getvalue()


def qr_svg(address: str) -> Markup:
    """Return the QR code of an address as SVG; it grows with the page it stands in."""
    code = _code(address).svg_inline(border=BORDER, omitsize=True)
    return Markup(code)  # noqa: S704 - made of the code's squares alone


def _code(address: str) -> "QRCode":
    import segno

    return segno.make(address, error=ERRORS, micro=False)
