"""The bodies of the Open311 API: the same data as JSON and as XML."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any
from xml.etree import ElementTree

ITEMS = {
    "services": "service",
    "service_requests": "request",
    "errors": "error",
    "attributes": "attribute",
    "endpoints": "endpoint",
    "formats": "format",
}
"""The names of the elements of a list in XML, by the name of the list."""
_NOT_XML = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
"""Characters that XML 1.0 does not allow: https://www.w3.org/TR/xml/#charsets."""


@dataclass(frozen=True)
class Body:
    """A format of the answer: its media type, and the function of name and data that makes it."""

    type: str
    make: Callable[[str, Any], bytes]


def as_json(_: str, data: Any) -> bytes:
    """Return JSON in UTF-8; only XML has a name for the outermost element."""
    return json.dumps(data, ensure_ascii=False).encode()


def as_xml(name: str, data: Any) -> bytes:
    """Return XML in UTF-8, with its declaration."""
    element: bytes = ElementTree.tostring(_element(name, data), "UTF-8", xml_declaration=True)
    return element


def _element(name: str, data: Any) -> ElementTree.Element:
    element = ElementTree.Element(name)
    if isinstance(data, Mapping):
        element.extend(_element(key, value) for key, value in data.items())
    elif isinstance(data, list):
        element.extend(_element(ITEMS[name], value) for value in data)
    elif data is not None:
        text = str(data).lower() if isinstance(data, bool) else str(data)
        element.text = _NOT_XML.sub("", text)
    return element


BODIES = {"json": Body("application/json", as_json), "xml": Body("text/xml", as_xml)}
"""By the ending of the address."""
