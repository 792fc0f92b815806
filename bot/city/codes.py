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

    With `bare`, six characters alone are taken for one, even a wrong one.
    """
    if codes := codes_in(text):
        return codes[0]
    upper = text.strip().upper()
    return PREFIX + upper if bare and _BARE.fullmatch(upper) else None


def codes_in(text: str) -> list[str]:
    """Return the codes a text mentions, each once, right or wrong, in the form `LC-XXXXXX`.

    Without its `LC-`, or with spaces in it, only a right one with a figure in it counts: a word
    has none.
    """
    return list(dict.fromkeys(code for code, _ in _mentions(text)))


def _mentions(text: str) -> list[tuple[str, str]]:
    """Return each code a text mentions, as it is and as it was written."""
    prefixed = [(PREFIX + match[1].upper(), match[0]) for match in _CODE.finditer(text)]
    spelt = [
        (PREFIX + re.sub(r"[\W_]", "", match[1]).upper(), match[0])
        for match in _SPELT.finditer(_CODE.sub("|", text))
    ]
    is_right = [pair for pair in spelt if is_code(pair[0]) and any(map(str.isdigit, pair[0]))]
    return prefixed + is_right


def beginning_in(text: str) -> str:
    """Return the beginning of a code that a text is, in the form `LC-XX`; or empty."""
    match = _BEGINNING.fullmatch(text.strip().upper())
    return PREFIX + match[1] if match else ""


def without_code(text: str) -> str:
    """Return the text without the code it mentions."""
    written = next((written for _, written in _mentions(text)), "")
    return " ".join(text.replace(written, " ", 1).split()).strip(" :,.;-–—")


def without_codes(text: str) -> str:
    """Return the text without any code it mentions."""
    while code_in(text):
        text = without_code(text)
    return text
