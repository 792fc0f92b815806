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
"""What the elements of a list are called in XML, by the name of the list."""
_NOT_XML = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
"""Characters that XML 1.0 has no room for: https://www.w3.org/TR/xml/#charsets."""


@dataclass(frozen=True)
class Body:
    """A form of the answer: its media type, and how it is made of a name and what is in it."""

    type: str
    make: Callable[[str, Any], bytes]


def as_json(_: str, found: Any) -> bytes:
    """JSON in UTF-8; the outermost name is XML's alone."""
    return json.dumps(found, ensure_ascii=False).encode()


def as_xml(name: str, found: Any) -> bytes:
    """XML in UTF-8, with its declaration."""
    element: bytes = ElementTree.tostring(_element(name, found), "UTF-8", xml_declaration=True)
    return element


def _element(name: str, found: Any) -> ElementTree.Element:
    element = ElementTree.Element(name)
    if isinstance(found, Mapping):
        element.extend(_element(key, each) for key, each in found.items())
    elif isinstance(found, list):
        element.extend(_element(ITEMS[name], each) for each in found)
    elif found is not None:
        text = str(found).lower() if isinstance(found, bool) else str(found)
        element.text = _NOT_XML.sub("", text)
    return element


BODIES = {"json": Body("application/json", as_json), "xml": Body("text/xml", as_xml)}
"""By the ending of the address."""
