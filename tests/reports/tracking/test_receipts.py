"""The receipt: its time and hash, and /xacminh, which shows what it proves and nothing else."""

import re
from collections.abc import Awaitable, Callable

import pytest
from sqlmodel import select

from bot.core.events import Sender
from bot.texts import without_markup
from db.models import Report
from tests.town import Someone, Town, report

WORDS = "Chặt hai cây phượng sáng nay"


async def sent(town: Town) -> tuple[Someone, str, str]:
    """Send a report; return the person, the code, and the receipt as a person copies it."""
    an = town.person("an")
    code = await report(an, description=WORDS)
    await an.presses("Biên nhận")
    return an, code, without_markup(an.last.reply.text)


def marks(receipt: str) -> tuple[str, str]:
    short, full = re.findall(r"\b[0-9a-f]{16,64}\b", receipt)
    assert len(short) == 16 and len(full) == 64 and full.startswith(short)
    return short, full


async def change(town: Town, do: Callable[[Report], None]) -> None:
    with town.database.transaction() as session:
        do(session.exec(select(Report)).one())


async def test_the_receipt_has_the_time_and_the_hash(town: Town) -> None:
    _, code, receipt = await sent(town)
    assert f"Biên nhận {code}, 08:00 ngày 23/11/2026" in receipt and "/xacminh" in receipt
    marks(receipt)


async def pasted(person: Someone, code: str, receipt: str) -> None:
    await person.says(receipt)


async def commanded(person: Someone, code: str, receipt: str) -> None:
    await person.commands("xacminh", receipt)


async def by_short_mark(person: Someone, code: str, receipt: str) -> None:
    await person.commands(
        "xacminh", f"{code.removeprefix('LC-').lower()} {marks(receipt)[0].upper()}"
    )


async def by_hand(person: Someone, code: str, receipt: str) -> None:
    """As it is copied from paper or read out: in fours, as it is shown."""
    (grouped,) = re.findall(r"\b[0-9a-f]{4}(?: [0-9a-f]{4}){3}\b", receipt)
    assert grouped.replace(" ", "") == marks(receipt)[0]
    await person.commands("xacminh", f"{code} {grouped.upper()}")


async def by_hand_whole(person: Someone, code: str, receipt: str) -> None:
    full = marks(receipt)[1]
    in_fours = "-".join(full[at : at + 4] for at in range(0, 64, 4))
    await person.commands("xacminh", f"{code} {in_fours}")


@pytest.mark.parametrize("check", [pasted, commanded, by_short_mark, by_hand, by_hand_whole])
async def test_a_stranger_checks_it_and_learns_no_more(
    town: Town, check: Callable[[Someone, str, str], Awaitable[None]]
) -> None:
    _, code, receipt = await sent(town)
    eve = town.person("eve")
    await check(eve, code, receipt)
    assert "Biên nhận đúng" in eve.heard and "08:00 ngày 23/11/2026" in eve.heard
    assert "nguyên như lúc gửi" in eve.heard
    for secret in (WORDS, "phượng", "trường Tân Phong", "Cây xanh"):
        assert secret not in eve.heard
    assert not any(message.reply.photos or message.reply.place for message in eve.news)


async def test_a_changed_mark_in_fours_is_not_true(town: Town) -> None:
    an, code, receipt = await sent(town)
    short = marks(receipt)[0]
    wrong = ("0" if short[5] != "0" else "1").join((short[:5], short[6:]))
    fours = " ".join(wrong[at : at + 4] for at in range(0, 16, 4))
    await an.commands("xacminh", f"{code} {fours}")
    assert "Không khớp" in an.heard


@pytest.mark.parametrize("place", [0, 15, 40, 63])
async def test_a_changed_mark_is_not_true(town: Town, place: int) -> None:
    an, code, receipt = await sent(town)
    full = marks(receipt)[1]
    digit = "0" if full[place] != "0" else "1"
    await an.commands("xacminh", f"{code} {full[:place]}{digit}{full[place + 1 :]}")
    assert "Không khớp" in an.heard and "Biên nhận đúng" not in an.heard


async def test_another_reports_mark_is_not_true(town: Town) -> None:
    an, _, receipt = await sent(town)
    second_code = await report(an, place="số 90 Trần Phú, phường Tân Phong", description="Cây khác")
    await an.commands("xacminh", f"{second_code} {marks(receipt)[1]}")
    assert "Không khớp" in an.heard


@pytest.mark.parametrize(
    "changes",
    [
        {"description": WORDS + "."},
        {"place": "chỗ khác"},
        {"category": "cay_chet"},
        {"latitude": 22.4},
        {"happened": "hôm qua"},
        {"details": {"Còn đang diễn ra:": "Còn"}},
    ],
)
async def test_what_is_kept_is_compared_too(town: Town, changes: dict[str, object]) -> None:
    an, _, receipt = await sent(town)

    def alter(row: Report) -> None:
        for name, value in changes.items():
            setattr(row, name, value)

    await change(town, alter)
    await an.says(receipt)
    assert "Biên nhận đúng" in an.heard and "không còn nguyên" in an.heard


async def test_it_is_true_still_once_the_words_are_erased(town: Town) -> None:
    an, _, receipt = await sent(town)
    await an.commands("xoa")
    await an.presses("Xóa")
    await an.does(button="erase:ask")
    await an.does(button=an.last.reply.buttons[0][0].data)
    with town.database.reading() as session:
        assert WORDS not in session.exec(select(Report.description)).one()
    eve = town.person("eve")
    await eve.says(receipt)
    assert "Biên nhận đúng" in eve.heard and "đã được xóa" in eve.heard


async def test_what_is_no_receipt(town: Town) -> None:
    an, code, receipt = await sent(town)
    for words in ("", "abc", code, f"{code} 3fa9"):
        await an.commands("xacminh", words)
        assert "Kiểm tra biên nhận" in an.heard
    await an.commands("xacminh", f"LC-AAAAAA {marks(receipt)[1]}")
    assert "Không có phản ánh" in an.heard
    await an.says(f"{code} tài khoản 1234567890123456")  # a number is no hash
    assert "Không khớp" not in an.heard and code in an.heard


async def test_the_receipt_is_shown_to_its_reporter_alone(town: Town) -> None:
    _, code, receipt = await sent(town)
    eve = town.person("eve")
    await eve.does(button=f"receipt:{code}")
    assert marks(receipt)[0] not in eve.heard and "không dành cho" in eve.heard


async def test_in_a_group_and_after_it_is_handled(town: Town) -> None:
    _, code, receipt = await sent(town)
    binh = town.person("binh")
    await town.invited(binh, "official", "ubnd_tan_phong")
    await binh.does(button=f"case:accept:{code}")
    in_group = town.person("eve", chat="-8")
    await in_group.does(command="xacminh", text=receipt, sender=Sender(id="eve"))
    assert "nguyên như lúc gửi" in in_group.heard
