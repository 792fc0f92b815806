"""A resident who reports in five ways, and what it costs them: taps, turns, messages, characters.

The resident reads what the bot shows, and answers the newest of it: so the same five ways can be
walked through any version of the conversation, over the Bot API and on the page.
"""

import re
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple, Protocol

PLACE = "trước cổng trường Tân Phong, phường Tân Phong"
STORY = "Chặt hạ hai cây phượng"
SENTENCE = f"{STORY} {PLACE} sáng nay"
POSITION = (22.396, 103.458)
MOST_TURNS = 30
USUAL = (
    "Chặt hạ", "Cây xanh", "Không có ảnh", "Đồng ý", "Đúng", "Gửi phản ánh này",
    "phường Tân Phong", "Ẩn danh", "Việc của tôi khác", "Việc khác",
)  # fmt: skip
"""Labels of what the resident means, the first that is there."""


class Seen(NamedTuple):
    """What the bot showed: its words, and how many messages they took."""

    text: str
    messages: int = 1


class Hand(Protocol):
    """Somebody's telephone, in one of the channels."""

    async def types(self, words: str) -> None:
        """Send words."""

    async def photographs(self, words: str = "", count: int = 1) -> None:
        """Send pictures with these words."""

    async def taps(self, label: str) -> None:
        """Press the newest button with that on it."""

    async def sees(self) -> Sequence[Seen]:
        """Wait until all is answered; return what is new since the last time."""

    async def labels(self) -> Sequence[str]:
        """Return the labels of the newest message whose buttons act."""


@dataclass
class Counts:
    """What one report cost."""

    taps: int = 0
    turns: int = 0
    messages: int = 0
    characters: int = 0

    def row(self) -> tuple[int, int, int, int]:
        """Return the figures in the order of the table in docs/round.md."""
        return self.taps, self.turns, self.messages, self.characters


Step = Callable[["Resident"], Awaitable[None]]


@dataclass
class Resident:
    """Somebody who wants to report one thing, and answers what is asked."""

    hand: Hand
    opens: Step
    story: str = STORY
    place: str = PLACE
    photos: int = 0
    supports: bool = False
    slips: list[str] = field(default_factory=list)
    """Mistakes to make, each once: `group`, `category`, `place`."""
    counts: Counts = field(default_factory=Counts)
    read: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.slips = list(self.slips)

    async def reports(self) -> Counts:
        """Go the whole way, to the receipt or the support of another report."""
        await self.opens(self)
        for _ in range(MOST_TURNS):
            news = await self.hand.sees()
            self.counts.messages += sum(seen.messages for seen in news)
            self.counts.characters += sum(len(seen.text) for seen in news)
            self.read.append("\n".join(seen.text for seen in news))
            if any(words in self.read[-1] for words in ("Mã phản ánh", "đã ủng hộ")):
                return self.counts
            await self._answers(self.read[-1], await self.hand.labels())
        raise AssertionError("\n---\n".join(self.read))

    async def taps(self, label: str) -> None:
        self.counts.taps += 1
        self.counts.turns += 1
        await self.hand.taps(label)

    async def types(self, words: str) -> None:
        self.counts.turns += 1
        await self.hand.types(words)

    async def photographs(self, words: str = "", count: int = 1) -> None:
        self.counts.turns += 1
        await self.hand.photographs(words, count)

    async def _answers(self, asked: str, labels: Sequence[str]) -> None:
        """Do what somebody does who reads this."""
        names = [re.sub(r"^\W+", "", label) for label in labels]

        def there(*wanted: str) -> str | None:
            return next((name for want in wanted for name in names if name.startswith(want)), None)

        if "Xem lại trước khi gửi" in asked:
            await self._mends_or_sends()
        elif "Có chuyện gì" in asked and not there("Cây xanh"):
            await self.types(self.story)
        elif "ở đâu" in asked:
            await self.types("cổng chợ, phường Tân Phong" if "place" in self.slips else self.place)
        elif self.photos and there("Không có ảnh"):
            await self.photographs(count=self.photos)
        else:
            await self._chooses(there)

    async def _chooses(self, there: Callable[..., str | None]) -> None:
        """Press what somebody presses who knows what they want, but for their slips."""
        if there("Nhóm khác") and "group" in self.slips:
            self.slips.remove("group")
            await self.taps("Nhóm khác")
        elif "group" in self.slips and there("Trật tự"):
            await self.taps("Trật tự")
        elif "category" in self.slips and there("Cây chết"):
            self.slips.remove("category")
            await self.taps("Cây chết")
        else:
            support = ("Ủng hộ",) if self.supports else ()
            label = there(*support, *USUAL)
            assert label, self.read[-1]
            await self.taps(label)

    async def _mends_or_sends(self) -> None:
        """Mend what was mistaken, one thing at a time, and send."""
        if "Cây chết" in self.read[-1]:
            await self.taps("Sửa việc")
        elif "place" in self.slips:
            self.slips.remove("place")
            await self.taps("Sửa nơi")
        else:
            await self.taps("Gửi phản ánh")


async def photo_first(who: Resident) -> None:
    """A picture, and not a word."""
    await who.photographs()


async def one_sentence(who: Resident) -> None:
    """A picture with all of it in one sentence."""
    await who.photographs(SENTENCE)


async def wrong_turns(who: Resident) -> None:
    """By the menu, into the wrong group, category and place."""
    await who.types("/phananh")


async def anonymous(who: Resident) -> None:
    """One sentence without a picture, by somebody who does not want to be known."""
    await who.types(SENTENCE)


async def duplicate(who: Resident) -> None:
    """What somebody else has reported already."""
    await who.photographs(SENTENCE)


WAYS: dict[str, tuple[Step, dict[str, object]]] = {
    "photo first": (photo_first, {}),
    "one sentence": (one_sentence, {}),
    "wrong turns": (wrong_turns, {"photos": 5, "slips": ["group", "category", "place"]}),
    "anonymous": (anonymous, {}),
    "duplicate": (duplicate, {"supports": True}),
}
