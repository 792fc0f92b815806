"""Telegram's HTML as its server reads it: the plain text and its entities, or Telegram's error."""

import re
from dataclasses import dataclass, field
from typing import NoReturn

TAGS = {
    "b": "bold",
    "strong": "bold",
    "i": "italic",
    "em": "italic",
    "u": "underline",
    "ins": "underline",
    "s": "strikethrough",
    "strike": "strikethrough",
    "del": "strikethrough",
    "tg-spoiler": "spoiler",
    "span": "spoiler",
    "tg-emoji": "custom_emoji",
    "code": "code",
    "pre": "pre",
    "a": "text_link",
    "blockquote": "blockquote",
}
_ENTITIES = {"lt": "<", "gt": ">", "amp": "&", "quot": '"'}
_TOKEN = re.compile(r"<(?P<close>/?)(?P<body>[^>]*)(?P<end>>?)|&(?P<ref>#x?[0-9a-fA-F]+|[a-z]+);")


class Refused(Exception):
    """Telegram answers this error instead of a result."""

    def __init__(self, description: str, code: int = 400, **parameters: object) -> None:
        super().__init__(description)
        self.description = description
        self.code = code
        self.parameters = parameters


@dataclass
class Parsed:
    """Text without its tags; entities as the Bot API writes them (UTF-16 offsets)."""

    text: str
    entities: list[dict[str, object]] = field(default_factory=list)


def units(text: str) -> int:
    """Length in UTF-16 code units, the way Telegram counts."""
    return len(text.encode("utf-16-le", "surrogatepass")) // 2


def parse(text: str, mode: str | None) -> Parsed:
    """Read `text` in `mode` (HTML or none) and trim it; raises `Refused` as Telegram would."""
    if mode is None or mode == "":
        return Parsed(text.strip())
    if mode.lower() != "html":
        raise Refused("Bad Request: unsupported parse_mode")
    parsed = _parse_html(text)
    lead = units(parsed.text) - units(parsed.text.lstrip())
    for entity in parsed.entities:
        entity["offset"] = max(0, int(str(entity["offset"])) - lead)
    return Parsed(parsed.text.strip(), parsed.entities)


def _parse_html(text: str) -> Parsed:
    out: list[str] = []
    opened: list[tuple[str, int]] = []
    entities: list[dict[str, object]] = []
    length = at = 0

    def emit(piece: str) -> None:
        nonlocal length
        out.append(piece)
        length += units(piece)

    for token in _TOKEN.finditer(text):
        emit(text[at : token.start()])
        at = token.end()
        if token["ref"] is not None:
            emit(_character(token["ref"]))
            continue
        offset = len(text[: token.start()].encode())
        name = re.split(r"[\s/]", token["body"].strip(), maxsplit=1)[0].lower()
        if not token["end"]:
            _bad(f"Unclosed start tag at byte offset {offset}")
        if token["close"]:
            start = _close(opened, name, offset)
            entities.append({"type": TAGS[name], "offset": start, "length": length - start})
        elif name not in TAGS:
            _bad(f'Unsupported start tag "{name}" at byte offset {offset}')
        else:
            opened.append((name, length))
    emit(text[at:])
    if opened:
        _bad(f'Can\'t find end tag corresponding to start tag "{opened[-1][0]}"')
    return Parsed("".join(out), [entity for entity in entities if entity["length"]])


def _character(ref: str) -> str:
    if ref.startswith("#"):
        return chr(int(ref[2:], 16) if ref[1] in "xX" else int(ref[1:]))
    return _ENTITIES.get(ref, f"&{ref};")  # every other name stays as it is written


def _close(opened: list[tuple[str, int]], name: str, offset: int) -> int:
    if not opened:
        _bad(f"Unexpected end tag at byte offset {offset}")
    expected, start = opened.pop()
    if name != expected:
        _bad(
            f"Unmatched end tag at byte offset {offset}, "
            f'expected "</{expected}>", found "</{name}>"'
        )
    return start


def _bad(why: str) -> NoReturn:
    raise Refused(f"Bad Request: can't parse entities: {why}")
