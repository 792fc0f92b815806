"""Make, check and read a report's code: `LC-` and six characters, safe to say on the phone."""

import re
import secrets

PREFIX = "LC-"
ALPHABET = "234679ACDEFGHJKMNPQRTWX"
"""23 characters, a prime number, and none that looks like another (0 O, 1 I L, 5 S, 8 B)."""

_CODE = re.compile(r"(?<![A-Z0-9])LC[-–— ]?([A-Z0-9]{6})(?![A-Z0-9])", re.IGNORECASE)
_BEGINNING = re.compile(r"LC[-–— ]([A-Z0-9]{1,6})")
_BARE = re.compile(r"[A-Z0-9]{6}")
_SPELT = re.compile(
    r"(?<!\w)(?:L[\s.-]?C[\s.–—-]*)?((?:[A-Z0-9][\s.-]?){5}[A-Z0-9])(?!\w)", re.IGNORECASE
)
"""A code as people write it down: without its LC-, in groups, sign by sign."""


def new_code() -> str:
    """Return a random code: one of 6.4 million."""
    body = "".join(secrets.choice(ALPHABET) for _ in range(5))
    return PREFIX + body + check_character(body)


def check_character(body: str) -> str:
    """Return the sixth character for the five before it.

    A weighted sum over a prime alphabet, as in ISO/IEC 7064's pure systems: any one character
    that is wrong, and any two neighbours that changed places, give another check character.
    """
    total = sum(weight * ALPHABET.index(sign) for weight, sign in enumerate(body, start=2))
    return ALPHABET[-total % len(ALPHABET)]


def is_code(code: str) -> bool:
    """Return whether it is a code of ours, with the right check character."""
    match = re.fullmatch(rf"{PREFIX}([{ALPHABET}]{{5}})([{ALPHABET}])", code)
    return match is not None and check_character(match[1]) == match[2]


def code_in(text: str, bare: bool = False) -> str | None:
    """Return the code a text mentions, right or wrong, in the form `LC-XXXXXX`; or None.

    Without its `LC-`, or with spaces in it, only a right one with a figure in it counts: a word
    has none. With `bare`, six characters alone are taken for one, even a wrong one.
    """
    upper = text.strip().upper()
    if match := _CODE.search(upper):
        return PREFIX + match.group(1)
    for match in _SPELT.finditer(upper):
        code = PREFIX + re.sub(r"[\W_]", "", match[1])
        if is_code(code) and any(sign.isdigit() for sign in match[1]):
            return code
    return PREFIX + upper if bare and _BARE.fullmatch(upper) else None


def beginning_in(text: str) -> str:
    """Return the beginning of a code that a text is, in the form `LC-XX`; or empty."""
    match = _BEGINNING.fullmatch(text.strip().upper())
    return PREFIX + match[1] if match else ""


def without_code(text: str) -> str:
    """Return the text without the code it mentions."""
    return " ".join(_CODE.sub(" ", text, count=1).split()).strip(" :,.;-–—")
