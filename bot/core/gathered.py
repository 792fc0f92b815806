"""Words and pictures somebody gathers, message by message, before they are sent as one."""

from __future__ import annotations

from collections.abc import Sequence

from pydantic import BaseModel, ConfigDict

from knowledge.vietnamese.text import fold, tokens

SAYS_NOTHING = frozenset(
    (
        *("da", "duoc", "dang", "xu", "ly", "giai", "quyet", "hoan", "thanh", "tat", "xong"),
        *("roi", "het", "viec", "phan", "anh", "nay", "ok", "oke", "a", "nhe"),
    )
)
"""Folded words that say that it is done, and not what was done."""
FEWEST_WORDS = 2
"""Of others, an account of what was done has so many at least."""


class Words(BaseModel):
    """What has been said so far: each message under its id, so that an edit changes just that.

    `target` is where it goes: the agency a report is forwarded to, the move a template is for.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    said: dict[str, str] = {}
    photos: tuple[str, ...] = ()
    target: str = ""

    def __bool__(self) -> bool:
        return bool(self.text or self.photos)

    @property
    def text(self) -> str:
        """All of it, in the order it was said."""
        return "\n".join(words for words in self.said.values() if words)

    def knows(self, message: str | None) -> bool:
        """Whether a message of that id is part of it."""
        return message in self.said

    def with_said(self, message: str, words: str) -> Words:
        """The same with this message's words, new or in the place of its former ones."""
        return self.model_copy(update={"said": self.said | {message: words}})

    def has_room(self, photos: Sequence[str], most: int) -> bool:
        """Whether all these pictures can still be taken."""
        return len({*self.photos, *photos}) <= most

    def with_photos(self, photos: Sequence[str], most: int) -> Words:
        """The same with these pictures too, each once and `most` in all."""
        return self.model_copy(
            update={"photos": tuple(dict.fromkeys([*self.photos, *photos]))[:most]}
        )


def says_what_was_done(words: str) -> bool:
    """Whether an account says more than that it is done: "đã xử lý xong" does not."""
    return sum(fold(word) not in SAYS_NOTHING for word in tokens(words)) >= FEWEST_WORDS
