"""What an agency writes leaves it without numbers and names of people, whoever reads it."""

import pytest

from bot.core.turn import Tools
from bot.reports.tracking import notices
from tests.town import Someone, Town, report

NUMBERS = ("0912 345 678", "045123456789", "Nguyễn Thị Lan")
SAID = "Đã gặp bà Nguyễn Thị Lan, số 0912 345 678, CCCD 045123456789: chặt từ ngày 23/11/2026"


async def both(town: Town) -> tuple[Someone, Someone, str]:
    binh, an = town.person("binh"), town.person("an")
    await town.invited(binh, "official", "ubnd_tan_phong")
    code = await report(an)
    return binh, an, code


def leaks(someone: Someone) -> list[str]:
    return [
        number
        for number in NUMBERS
        if any(number in message.reply.text for message in someone.shown)
    ]


@pytest.mark.parametrize("move", ["Hỏi người gửi", "Đã xử lý", "Từ chối"])
async def test_the_reporter_reads_it_masked(town: Town, move: str) -> None:
    binh, an, code = await both(town)
    await binh.presses(move)
    await binh.says(SAID)
    await binh.presses("Gửi")
    assert "▒▒▒" in an.heard and "23/11/2026" in an.heard
    await an.commands("trangthai", code)
    assert "▒▒▒" in an.heard and leaks(an) == []


async def test_ones_own_words_stay_as_they_are(town: Town) -> None:
    binh, an, code = await both(town)
    await binh.presses("Hỏi người gửi")
    await binh.says("Ai chặt, chặt lúc nào?")
    await binh.presses("Gửi")
    await an.presses("Trả lời")
    await an.says("Gọi tôi 0912 345 678")
    await an.presses("Gửi")
    await an.commands("trangthai", code)
    assert "0912 345 678" in an.heard


async def test_asked_once_more_it_is_masked_too(town: Town, tools: Tools) -> None:
    binh, an, _ = await both(town)
    await binh.presses("Hỏi người gửi")
    await binh.says(SAID)
    await binh.presses("Gửi")
    an.read = len(an.shown)
    for _ in range(12):
        town.clock.advance(days=1)
        notices.follow(town.database, tools, town.clock())
        await town.settle()
    assert "▒▒▒" in an.heard and leaks(an) == []
