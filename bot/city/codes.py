"""A report's code: `LC-` and six characters, fit to be read out on the telephone."""

from __future__ import annotations

import re
import secrets

PREFIX = "LC-"
ALPHABET = "234679ACDEFGHJKMNPQRTWX"
"""23 characters, a prime number, and none that looks like another (0 O, 1 I L, 5 S, 8 B)."""

_CODE = re.compile(r"(?<![A-Z0-9])LC[-–— ]?([A-Z0-9]{6})(?![A-Z0-9])", re.IGNORECASE)
_BARE = re.compile(r"[A-Z0-9]{6}")


def new_code() -> str:
    """A random code: one of 6.4 million."""
    body = "".join(secrets.choice(ALPHABET) for _ in range(5))
    return PREFIX + body + check_character(body)


def check_character(body: str) -> str:
    """The sixth character for the five before it.

    A weighted sum over a prime alphabet, as in ISO/IEC 7064's pure systems: any one character
    that is wrong, and any two neighbours that changed places, give another check character.
    """
    total = sum(weight * ALPHABET.index(each) for weight, each in enumerate(body, start=2))
    return ALPHABET[-total % len(ALPHABET)]


def is_code(code: str) -> bool:
    """Whether it is a code as we make them, with the right check character."""
    body = code.removeprefix(PREFIX)
    if len(body) != 6 or not code.startswith(PREFIX) or set(body) - set(ALPHABET):
        return False
    return check_character(body[:5]) == body[5]


def code_in(text: str, bare: bool = False) -> str | None:
    """The code a text mentions, right or wrong, in the form `LC-XXXXXX`; None without one.

    With `bare`, the six characters alone are taken for one too.
    """
    upper = text.strip().upper()
    if found := _CODE.search(upper):
        return PREFIX + found.group(1)
    return PREFIX + upper if bare and _BARE.fullmatch(upper) else None


def without_code(text: str) -> str:
    """What a text says besides the code it mentions."""
    return " ".join(_CODE.sub(" ", text, count=1).split()).strip(" :,.;-–—")
