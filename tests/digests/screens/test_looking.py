"""A digest at once, by words or a button: any period, ward and form, by present rights."""

import pytest

from bot.channels.telegram.html import plain
from tests.digests.readers import Workbook, report, words_of
from tests.reports.desk.desks import add_cases
from tests.town import Someone, Town


async def cases(town: Town) -> None:
    """Two old cases of each ward, which came in the month before."""
    for area, count in (("tan_phong", 2), ("doan_ket", 3)):
        await add_cases(town.database, town.clock(), count, area=area, agency=f"ubnd_{area}")
    town.clock.advance(days=31)


async def test_words_name_its_period(town: Town, front: Someone) -> None:
    await cases(town)
    await front.says("cho tôi bản tin tháng trước")
    assert "tháng 11/2026" in front.heard and "Nhịp gửi" not in front.heard
    await front.presses("Tuần trước")
    assert "14/12–20/12/2026" in front.heard
    await front.presses("Năm nay")
    assert "01/01" in front.heard


async def test_a_past_month_tells_what_was_open_as_it_ended(town: Town, front: Someone) -> None:
    await cases(town)
    await front.says("bản tin tháng 9 phường Đoàn Kết")
    assert "không có phản ánh nào mới" in front.heard, "no case had come, five are open today"
    await front.says("bản tin tháng 11")
    assert "Cuối kỳ đang chờ: 5 việc" in plain(front.heard)
    assert "Hôm nay:" not in front.heard and "LC-" not in front.heard
    await front.says("bản tin tuần này")
    assert "Hôm nay:" in front.heard and "LC-" in front.heard
    assert "(đến 08:00)" in front.heard


async def test_its_files_tell_the_same(town: Town, front: Someone) -> None:
    await cases(town)
    await front.says("cho tôi file Word tháng 11")
    paper = report(town.media.read(front.last.reply.files[0].key))
    assert "Cuối kỳ có 5 phản ánh đang chờ" in words_of(paper)
    await front.says("cho tôi file Excel tháng 11")
    book = Workbook(town.media.read(front.last.reply.files[0].key))
    assert book.table("Tổng hợp", "Đang chờ")[-1][1:3] == [5, 0]
    assert "Việc cần làm" not in book.names


async def test_words_name_its_ward_and_what_to_compare_with(town: Town, front: Someone) -> None:
    await cases(town)
    await front.says("so sánh phường Đoàn Kết tháng này với tháng trước")
    assert "phường Đoàn Kết" in front.heard and "Tân Phong" not in front.heard
    assert "01/12" in front.heard and "so với 11/2026" in front.heard
    await front.presses("Tháng trước")
    assert "Tân Phong" not in front.heard, "other periods are of the same ward"


async def test_words_name_its_form(town: Town, front: Someone, binh: Someone) -> None:
    await cases(town)
    await front.says("gửi tôi báo cáo Word tháng trước")
    (file,) = front.last.reply.files
    assert file.name.endswith(".docx") and "tháng 11/2026" in front.heard
    await binh.says("biểu đồ quá hạn quý 4")
    assert len(binh.last.reply.photos) == 1 and "UBND phường Tân Phong" in binh.heard


@pytest.mark.parametrize(
    ("label", "ends"), [("📎 Excel", ".xlsx"), ("📄 Word", ".docx"), ("📊 Biểu đồ", "")]
)
async def test_every_form_is_a_button_under_it(
    town: Town, front: Someone, label: str, ends: str
) -> None:
    await cases(town)
    await front.says("bản tin tháng trước phường Đoàn Kết")
    assert {"📊 Biểu đồ", "🗺 Bản đồ", "📎 Excel", "📄 Word"} <= {*front.last.labels}
    await front.presses(label)
    reply = front.last.reply
    assert reply.files[0].name.endswith(ends) if ends else len(reply.photos) == 1
    assert "phường Đoàn Kết" in front.heard and "tháng 11/2026" in front.heard


async def test_a_subscribed_digest_has_them_too(town: Town, binh: Someone) -> None:
    await cases(town)
    await binh.commands("bantin")
    if "👁 Xem ngay" not in binh.last.labels:
        await binh.presses("Nhận bản tin")
    await binh.presses("👁 Xem ngay")
    assert {"📄 Word", "Tháng trước"} <= {*binh.last.labels}
    await binh.presses("📄 Word")
    assert binh.last.reply.files[0].name.endswith(".docx")
    await binh.presses("Tháng trước")
    assert "tháng 11/2026" in binh.heard and "UBND phường Tân Phong" in binh.heard


async def test_a_bare_wish_shows_the_digests_of_the_chat(town: Town, front: Someone) -> None:
    await front.says("bản tin")
    assert "⚙️ Thay đổi" in front.last.labels or "bản tin" in front.heard


@pytest.mark.parametrize(
    "data",
    [
        "look:docx:last_month", "look:text:last_month:doan_ket", "look:text:due:~2", "look:text:x",
        "look:text:2026-13", "look:docx:9999-01-01..0001-01-01", "look:gif:month", "look:text",
    ],
)  # fmt: skip
async def test_nobody_reads_more_than_their_role(
    town: Town, an: Someone, binh: Someone, front: Someone, data: str
) -> None:
    await cases(town)
    await an.does(button=data)
    assert an.news and not an.last.reply.files and "Đang chờ" not in an.heard
    await binh.does(button=data)
    assert binh.news and "phường Đoàn Kết: " not in binh.heard
    for label in [label for message in binh.news for label in message.labels]:
        assert "LC-" not in label, "none of its cases is in another ward"


async def test_an_official_who_compares_two_periods_sees_both(town: Town, binh: Someone) -> None:
    await cases(town)
    await binh.says("so sánh số liệu tháng này với tháng trước")
    assert "(so với 11/2026)" in binh.heard and "Mới gửi: <b>0</b> (−2)" in binh.heard
    await binh.says("cho tôi bản tin tháng này")
    assert "so với" not in binh.heard, "what is to be done is enough, where nobody compares"
