"""A swarm of residents who report at the same time, and remember what they expect of it."""

import asyncio
import itertools
import random
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from functools import partial

from tests.botapi import BotApi, BotMessage
from tests.town import picture

FOREVER = 180.0
"""Seconds a resident waits: the process lives only now and then."""
WARDS = {"phường Tân Phong": "ubnd_tan_phong", "phường Đoàn Kết": "ubnd_doan_ket"}
PICTURES = [picture(color) for color in ("green", "red", "blue", "brown")]

Step = tuple[Callable[[], Awaitable[object]], str]
"""Something a resident does, and words of the answer to it."""


@dataclass(frozen=True)
class Wanted:
    """A report as its resident meant it; `words` are nobody else's."""

    words: str
    place: str
    pictures: int
    agency: str


class Resident:
    """One who makes a report after the other, and at last leaves one unfinished.

    `sent` are the reports whose "Gửi phản ánh" was pressed, `left` is the one that was not,
    and `asked` the question it stopped at.
    """

    def __init__(self, api: BotApi, number: int, chance: random.Random) -> None:
        self.me = api.person(number, f"Dân-{number}")
        self.sent: list[Wanted] = []
        self.left: Wanted | None = None
        self.asked = ""
        self._number, self._chance = number, chance

    async def lives(self, enough: asyncio.Event) -> None:
        """Agree to what is kept, report until it is `enough`, and stop in the middle of one."""
        await self._does(partial(self.me.says, "/phananh"), "xin anh/chị đồng ý")
        await self._does(partial(self.me.presses, "✅ Đồng ý"), "về việc gì")
        await self._does(partial(self.me.says, "/huy"), "Đã bỏ phản ánh")
        while not (enough.is_set() and self.sent):
            await self._reports()
        await self._leaves_one()

    async def resumes(self) -> BotMessage:
        """Come back to the report that was left: the question it goes on with."""
        await self._does(partial(self.me.says, "/phananh"), "vẫn còn nguyên")
        while not (question := await self.me.reads("", FOREVER)).text.strip("✓"):
            pass  # pictures, and the message that only takes the place key away
        return question

    async def _reports(self) -> None:
        wanted = self._wish()
        for do, answer in self._steps(wanted):
            await self._does(do, answer)
        self.sent.append(wanted)
        await self._does(partial(self.me.presses, "✅ Gửi phản ánh"), "Mã phản ánh")

    async def _leaves_one(self) -> None:
        self.left = self._wish()
        steps = self._steps(self.left)
        for do, answer in steps[: self._chance.randint(1, len(steps))]:
            question = await self._does(do, answer)
            if "chọn nhóm" not in question.text:  # that this list was open is not kept
                self.asked = question.text

    def _wish(self) -> Wanted:
        # neither a kind of report nor a place can be read out of it, so each step is asked for
        words = f"Lần {len(self.sent) + 1} của dân {self._number}."
        ward, agency = self._chance.choice(list(WARDS.items()))
        # a house of its own: nothing like it has been reported, so nobody is asked about that
        place = f"số {self._number * 1000 + len(self.sent)} đường Trần Phú, {ward}"
        return Wanted(words, place, self._chance.randint(1, 3), agency)

    def _steps(self, wanted: Wanted) -> list[Step]:
        """All but the last tap."""
        return [
            (partial(self.me.says, f"/phananh {wanted.words}"), wanted.words),
            (partial(self.me.presses, "Việc khác…"), "chọn nhóm"),
            (partial(self.me.presses, "🌳 Cây xanh, công viên"), "chọn việc"),
            (partial(self.me.presses, "Chặt hạ, dịch chuyển cây trái phép"), "ở đâu"),
            (partial(self.me.says, wanted.place), "nếu có"),
            (partial(self._sends, wanted.pictures), f"Ảnh: {wanted.pictures}"),
        ]

    async def _sends(self, count: int) -> None:
        chosen = self._chance.sample(PICTURES, count)
        if count == 1:
            await self.me.sends_photo(chosen[0])
        else:
            await self.me.sends_album(chosen)

    async def _does(self, do: Callable[[], Awaitable[object]], answer: str) -> BotMessage:
        await do()
        return await self.me.reads(answer, FOREVER)


def shown_twice(api: BotApi) -> tuple[int, int]:
    """How many messages people saw again at once, and how many they saw in all."""
    twice = total = 0
    for chat in api.world.chats.values():
        seen = [(m.method, m.html, m.photos, str(m.markup)) for m in chat.timeline if not m.edits]
        total += len(seen)
        twice += sum(one == other for one, other in itertools.pairwise(seen))
    return twice, total
