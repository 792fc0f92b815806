"""The content of a draft of a move: words and pictures gathered before they are sent as one."""

from collections.abc import Sequence

from pydantic import BaseModel, ConfigDict

from knowledge.vietnamese.text import fold, tokens

SAYS_NOTHING = frozenset(
    (
        *("da", "duoc", "dang", "xu", "ly", "giai", "quyet", "hoan", "thanh", "tat", "xong"),
        *("roi", "het", "viec", "phan", "anh", "nay", "ok", "oke", "a", "nhe"),
    )
)
"""Folded words that say that something was done, and not what."""
FEWEST_WORDS = 2
"""An account of what was done has at least so many other words."""


class DraftContent(BaseModel):
    """Words by the id of their message, so that an edit changes just these, and pictures.

    `target` is the agency a report is forwarded to, or the move a template is for. `doubt` is what
    was written beside it, by its message, and may be none of its words.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    words_by_message: dict[str, str] = {}
    photos: tuple[str, ...] = ()
    target: str = ""
    doubt: dict[str, str] = {}

    def __bool__(self) -> bool:
        return bool(self.text or self.photos)

    @property
    def text(self) -> str:
        """The words of all messages, in order."""
        return "\n".join(words for words in self.words_by_message.values() if words)

    def has_message(self, message: str | None) -> bool:
        """Return whether a message of that id is part of it."""
        return message in self.words_by_message

    def with_words(self, message: str, words: str) -> "DraftContent":
        """Return a copy with this message's words, added or replaced."""
        return self.model_copy(
            update={"words_by_message": self.words_by_message | {message: words}}
        )

    def without_unfilled(self) -> "DraftContent":
        """Return a copy without words that leave a place open ("…"): others come instead."""
        complete = {
            message: words for message, words in self.words_by_message.items() if "…" not in words
        }
        return self.model_copy(update={"words_by_message": complete})

    def has_room(self, photos: Sequence[str], limit: int) -> bool:
        """Return whether there is room for all these pictures."""
        return len({*self.photos, *photos}) <= limit

    def with_photos(self, photos: Sequence[str], limit: int) -> "DraftContent":
        """Return a copy with these pictures too, each once and `limit` in all."""
        return self.model_copy(
            update={"photos": tuple(dict.fromkeys([*self.photos, *photos]))[:limit]}
        )


def says_what_was_done(words: str) -> bool:
    """Return whether an account says more than that it is done: "đã xử lý xong" does not."""
    return sum(fold(word) not in SAYS_NOTHING for word in tokens(words)) >= FEWEST_WORDS
