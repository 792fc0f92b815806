"""What people do over Telegram, step by step, as long as the allowed pace takes."""

import re
from collections.abc import Sequence

from tests.botapi import BotMessage, Group, Speaker
from tests.e2e.process import Process
from tests.town import picture

PATIENCE = 90.0
"""Seconds people wait: a group is written to once in four seconds."""
IN_TOWN = (22.396, 103.458)
ON_THE_WAY = (
    "✅ Đồng ý", "Chặt hạ, dịch chuyển cây trái phép", "Việc khác…", "🌳 Cây xanh, công viên",
    "Việc của tôi khác, viết tiếp",
)  # fmt: skip
"""Buttons of the way to a report of a felled tree."""


async def reads(who: Speaker | Group, words: str, patience: float = PATIENCE) -> BotMessage:
    """The next message with these words, passing over others."""
    return await who.reads(words, patience)


async def presses(who: Speaker, label: str, then: str) -> BotMessage:
    """Press the newest button of that label, and read what comes of it."""
    await who.presses(label)
    return await reads(who, then)


async def says(who: Speaker, text: str, then: str) -> BotMessage:
    """Say something, and read what comes of it."""
    await who.says(text)
    return await reads(who, then)


async def joins(who: Speaker, process: Process, role: str, agency: str | None = None) -> None:
    """Take up a role by the code of an invite."""
    await says(who, f"/start {await process.invite(role, agency)}", "Đã nhận vai trò")


async def describes(
    who: Speaker, words: str, place: str = "cổng trường, phường Tân Phong", color: str = "green"
) -> BotMessage:
    """Report something in words and with one picture, whatever is asked, up to the preview.

    What is shown twice, for Telegram was in trouble, is answered once.
    """
    await who.says(f"/phananh {words}")
    answered: set[str] = set()
    while "Xem lại trước khi gửi" not in (asked := await reads(who, "")).text:
        label = next((label for label in ON_THE_WAY if asked.key(label)), "")
        if label in answered or asked.text in answered:
            continue
        answered |= {label} if label else {asked.text}
        if label:
            await who.presses(label, asked)
        elif "Việc này ở đâu?" in asked.text:
            await who.says(place)
        elif "nếu có" in asked.text:
            await who.sends_photo(picture(color))
    return asked


async def reports(who: Speaker, words: str, **more: str) -> str:
    """Report something from the first word to the code."""
    await describes(who, words, **more)
    return code_in(await sends(who))


async def sends(who: Speaker) -> BotMessage:
    """Send the report that was shown."""
    return await presses(who, "✅ Gửi phản ánh", "Mã phản ánh")


async def reports_a_felled_tree(who: Speaker, colors: Sequence[str] = ("green", "red")) -> str:
    """Report with an album, a location and every button on the way; returns the code."""
    await says(who, "/phananh", "xin anh/chị đồng ý")
    await presses(who, "✅ Đồng ý", "phản ánh về việc gì")
    await presses(who, "🌳 Cây xanh, công viên", "chọn việc gần đúng nhất")
    await presses(who, "Chặt hạ, dịch chuyển cây trái phép", "Việc này ở đâu?")
    await who.sends_location(*IN_TOWN)
    await reads(who, "phường nào hiện nay")
    await presses(who, "phường Tân Phong", "gửi ảnh")
    await who.sends_album([picture(color) for color in colors])
    await reads(who, "Có chuyện gì?")
    story = "Chặt hai cây phượng trước cổng trường sáng nay"
    preview = await says(who, story, "Xem lại trước khi gửi")
    assert "Ảnh: 2" in preview.text
    assert "UBND phường Tân Phong" in preview.text
    return code_in(await presses(who, "✅ Gửi phản ánh", "Đã gửi."))


def code_in(message: BotMessage) -> str:
    """The report's code a message tells."""
    found = re.search(r"LC-\w{6}", message.text)
    assert found, message.text
    return found[0]
