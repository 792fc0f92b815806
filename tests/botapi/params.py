"""The parameters of a call of the Bot API."""

import json
from dataclasses import dataclass, field
from typing import Any

from tests.botapi.markup import Refused

TEXT_UNITS = 4096


@dataclass
class Upload:
    """A file in a multipart request."""

    name: str
    data: bytes


@dataclass
class Params:
    """The parameters of a call: fields as text, and files."""

    fields: dict[str, str] = field(default_factory=dict)
    files: dict[str, Upload] = field(default_factory=dict)

    def text(self, name: str) -> str:
        return self.fields.get(name, "")

    def number(self, name: str) -> int | None:
        value = self.fields.get(name)
        if value is None:
            return None
        try:
            return int(value)
        except ValueError:
            raise Refused(f"Bad Request: invalid {name} specified") from None

    def json(self, name: str) -> Any:
        value = self.fields.get(name)
        if value is None:
            return None
        try:
            return json.loads(value)
        except ValueError:
            raise Refused(f"Bad Request: can't parse {name} JSON object") from None
