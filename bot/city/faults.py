"""Sentences on what is wrong with a city file, one sentence each, by pydantic's kinds of errors."""

from collections.abc import Iterator
from difflib import get_close_matches

from pydantic import ValidationError

from bot.city.parts import Part

_PLAINLY = {
    "model_type": "holds no lines of the form name: value",
    "time_parsing": 'is no time of the day; for example "07:30"',
    "invalid_key": "is no name but a number; a decimal has a point: 22.30",
    "missing": "is missing",
}
_FORMS = {"quiet": '"22:00-06:00"', "id": "den_duong: small letters and _, at most 16"}
"""Examples of the settings that have a form."""


def sentences(error: ValidationError) -> Iterator[str]:
    """Yield each problem with its place in the file."""
    for detail in error.errors(include_input=False, include_url=False):
        *_, name = places = [str(part) for part in detail["loc"]] or ["the file"]
        message = _PLAINLY.get(detail["type"], detail["msg"].removeprefix("Value error, "))
        if detail["type"] == "extra_forbidden":
            message = f"there is no such setting{_suggestion(name)}"
        elif detail["type"] == "string_pattern_mismatch":
            message = f"has not the right form; for example {_FORMS[name]}"
        for line in message.splitlines():
            yield f"{'.'.join(places)}: {line}"


def _suggestion(name: str) -> str:
    """Return the setting that was probably meant, as a question."""
    settings = {field for part in Part.__subclasses__() for field in part.model_fields}
    close = get_close_matches(name, sorted(settings), 1)
    return f"; did you mean {close[0]}?" if close else ""
