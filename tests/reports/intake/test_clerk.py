"""A clerk writes down a report for somebody else, who gets the code on paper and stays unknown."""

import io
import re

import pytest
import zxingcpp
from PIL import Image
from sqlmodel import select

from db.models import Person, Report, ReportEvent
from tests.reports.reporting import reports
from tests.town import Someone, Town


async def written_down(town: Town, clerk: Someone, description: str = "Chặt hai cây phượng") -> str:
    await clerk.commands("ghiho")
    await clerk.presses("Đồng ý")
    await clerk.presses("Cây xanh")
    await clerk.presses("Chặt hạ")
    await clerk.says("trước cổng chợ, phường Tân Phong")
    await clerk.presses("Không có ảnh")
    await clerk.says(description)
    assert "ẩn danh" in clerk.heard and "hiện tên" not in clerk.heard.lower()
    await clerk.presses("Gửi phản ánh")
    (report,) = await reports(town)
    return report.code


@pytest.mark.parametrize("role", ["clerk", "official", "overseer", "admin"])
async def test_the_report_is_nobodys_and_the_code_is_on_paper(town: Town, role: str) -> None:
    clerk = town.person("clerk")
    await town.invited(clerk, role, "ubnd_tan_phong" if role == "official" else None)
    code = await written_down(town, clerk)
    (report,) = await reports(town)
    with town.database.reading() as session:
        (person,) = session.exec(select(Person)).all()
        (event,) = session.exec(select(ReportEvent)).all()
    assert (report.person_id, report.chat_id, report.shown_name) == (None, None, None)
    assert report.entered_by == person.id and event.person_id is None
    page = slip(town, clerk)
    assert code in page and "/trangthai" in page and report.receipt[:32] in page
    groups = " ".join(report.receipt[at : at + 4] for at in range(0, 16, 4))
    assert f"<b>{groups}</b>" in page, "as it can be read out and typed"
    await clerk.commands("xacminh", f"{code} {groups}")
    assert code in clerk.heard and "08:00 ngày 23/11/2026" in clerk.heard
    assert "phượng" not in page
    assert [message.reply.files[0].name for message in clerk.shown if message.reply.files] == [
        f"phieu-{code}.html"
    ]


def slip(town: Town, clerk: Someone) -> str:
    """The page to print, as it stands."""
    file = next(message.reply.files[0] for message in clerk.shown if message.reply.files)
    return town.media.read(file.key).decode()


async def test_of_what_is_held_the_clerk_and_the_slip_say_that_it_is_looked_at_first(
    town: Town,
) -> None:
    clerk, binh, front = (town.person(name) for name in ("clerk", "binh", "front"))
    await town.invited(clerk, "clerk")
    await town.invited(binh, "official", "ubnd_tan_phong")
    await written_down(town, clerk, "ĐM lũ khốn nạn chặt hai cây phượng")
    assert "từ ngữ nặng lời" in clerk.heard and "một người sẽ xem trước" in clerk.heard
    assert "chưa có người trực" in clerk.heard and "Đã chuyển" not in clerk.heard
    page = slip(town, clerk)
    assert "một người xem trước" in page and "Mục tiêu nội bộ" not in page
    await town.invited(front, "overseer", "mttq_tinh")
    await front.commands("choxem")
    await front.presses("Cho qua")
    assert "ghi hộ" in clerk.last.reply.text
    assert "chuyển đến UBND phường Tân Phong" in clerk.last.reply.text


async def test_the_clerk_hears_whether_anybody_got_it(town: Town) -> None:
    clerk = town.person("clerk")
    await town.invited(clerk, "clerk")
    await written_down(town, clerk)
    assert "chưa có cán bộ nhận qua đây" in clerk.heard and "Đã chuyển" not in clerk.heard
    assert "Mục tiêu nội bộ" in slip(town, clerk)


async def test_whoever_has_the_code_can_ask_after_it(town: Town) -> None:
    clerk = town.person("clerk")
    await town.invited(clerk, "clerk")
    code = await written_down(town, clerk)
    anybody = town.person("anybody")
    await anybody.commands("trangthai", code)
    assert code in anybody.heard and "mới gửi" in anybody.heard and "phượng" not in anybody.heard
    await clerk.commands("cuatoi")
    assert code not in clerk.heard


async def test_a_resident_writes_down_nothing_for_others(town: Town) -> None:
    an = town.person("an")
    await an.commands("ghiho")
    assert "đã được mời" in an.heard
    await an.does(button="ghiho:new")
    assert "đã được mời" in an.heard and await reports(town) == []


async def test_who_lost_the_role_meanwhile_cannot_send(town: Town) -> None:
    clerk = town.person("clerk")
    await town.invited(clerk, "clerk")
    await clerk.commands("ghiho")
    await clerk.presses("Đồng ý")
    await clerk.presses("Cây xanh")
    await clerk.presses("Chặt hạ")
    await clerk.says("trước cổng chợ, phường Tân Phong")
    await clerk.presses("Không có ảnh")
    await clerk.says("Chặt hai cây phượng")
    with town.database.transaction() as session:
        (person,) = session.exec(select(Person)).all()
        person.role = "resident"
    await clerk.presses("Gửi phản ánh")
    assert "đã được mời" in clerk.heard and await reports(town) == []


async def test_a_clerk_handles_and_sees_nothing(town: Town) -> None:
    clerk = town.person("clerk")
    await town.invited(clerk, "clerk")
    assert "Ghi hộ phản ánh" in str(clerk.last.labels)
    await clerk.commands("viec")
    assert "dành cho cán bộ" in clerk.heard
    with town.database.reading() as session:
        assert session.exec(select(Report)).all() == []


async def handed_over(town: Town) -> tuple[Someone, Someone, str, str]:
    """A clerk, an official, the code of what the clerk wrote down, and what the slip carries."""
    clerk, binh = town.person("clerk"), town.person("binh")
    await town.invited(clerk, "clerk")
    await town.invited(binh, "official", "ubnd_tan_phong")
    code = await written_down(town, clerk)
    page = slip(town, clerk)
    slip_message = next(message for message in clerk.shown if message.reply.files)
    link = re.search(r"start=(phieu_[\w-]+)", page)
    assert link and "<svg" in page
    with Image.open(io.BytesIO(town.media.read(slip_message.reply.photos[0]))) as picture:
        (read,) = zxingcpp.read_barcodes(picture.convert("L"))
    assert read.text.endswith(link[1]), "the picture and the page carry the same"
    return clerk, binh, code, link[1]


async def resolved(binh: Someone) -> None:
    await binh.presses("Đã xử lý")
    await binh.says("Đã lập biên bản và trồng lại hai cây ngày 24/11")
    await binh.presses("Gửi")


async def test_the_clerk_hears_of_each_step_answers_and_confirms_on_behalf(town: Town) -> None:
    clerk, binh, code, _ = await handed_over(town)
    clerk.read = len(clerk.shown)
    await binh.presses("Tiếp nhận")
    assert code in clerk.heard and "ghi hộ" in clerk.heard
    await binh.presses("Hỏi")
    await binh.says("Cây ở bên trái hay bên phải cổng chợ?")
    await binh.presses("Gửi")
    await clerk.presses("Trả lời")
    await clerk.says("Bên trái ạ")
    await clerk.presses("Gửi")
    assert "Bên trái" in "\n".join(message.reply.text for message in binh.shown)
    await resolved(binh)
    await clerk.presses("Đã xong")
    (report,) = await reports(town)
    assert (report.status, report.confirmed) == ("resolved", "yes")
    assert (report.person_id, report.chat_id) == (None, None)


async def test_the_clerk_disputes_what_the_person_says_is_not_done(town: Town) -> None:
    clerk, binh, code, _ = await handed_over(town)
    await resolved(binh)
    await clerk.commands("trangthai", code)
    await clerk.presses("Chưa")
    await clerk.says("Họ bảo chưa có cây nào được trồng lại")
    await clerk.presses("Gửi")
    (report,) = await reports(town)
    assert report.status == "reopened"


async def test_a_clerk_without_the_role_any_more_hears_and_may_nothing(town: Town) -> None:
    clerk, binh, code, _ = await handed_over(town)
    with town.database.transaction() as session:
        (person,) = session.exec(select(Person).where(Person.role == "clerk")).all()
        person.role = "resident"
    clerk.read = len(clerk.shown)
    await resolved(binh)
    assert clerk.news == []
    await clerk.does(button=f"settled:yes:{code}")
    (report,) = await reports(town)
    assert report.confirmed is None


async def test_no_office_answers_to_itself(town: Town) -> None:
    binh = town.person("binh")
    await town.invited(binh, "official", "ubnd_tan_phong")
    code = await written_down(town, binh)
    await binh.presses("Tiếp nhận")
    await resolved(binh)
    await binh.does(button=f"settled:yes:{code}")
    (report,) = await reports(town)
    assert (report.status, report.confirmed) == ("resolved", None)


async def test_whoever_holds_the_paper_follows_the_case_once_and_after_consent(town: Town) -> None:
    clerk, binh, code, payload = await handed_over(town)
    ba, eve = town.person("ba"), town.person("eve")
    await ba.commands("start", payload)
    assert code in ba.heard and "phượng" not in ba.heard
    await ba.presses("Theo dõi phản ánh này")
    assert "xin anh/chị đồng ý" in ba.heard
    (report,) = await reports(town)
    assert report.person_id is None, "not before consent"
    clerk.read = len(clerk.shown)
    await ba.presses("Đồng ý")
    assert "đang theo dõi" in ba.heard and "đến thẳng người giữ phiếu" in clerk.heard
    await eve.commands("start", payload)
    assert "đã có người nhận" in eve.heard
    await eve.does(button=f"slip:{code}:{payload.rsplit('_')[-1]}:agreed")
    clerk.read = len(clerk.shown)
    await resolved(binh)
    assert clerk.news == [], "the clerk is out of it"
    await ba.presses("Đã xong")
    await ba.commands("cuatoi")
    assert code in str(ba.last.labels) + ba.heard
    (report,) = await reports(town)
    with town.database.reading() as session:
        (holder,) = session.exec(select(Person).where(Person.channel_id == "ba")).all()
    assert (report.person_id, report.confirmed, report.slip_hash) == (holder.id, "yes", None)
    await ba.commands("start", payload)
    assert "đang theo dõi" in ba.heard


async def test_a_slip_is_not_guessed_nor_taken_by_who_may_not(town: Town) -> None:
    clerk, binh, code, payload = await handed_over(town)
    an, group = town.person("an"), town.person("an", chat="-7")
    for wrong in (
        f"phieu_{code}_",
        f"phieu_{code}_{'A' * 16}",
        "phieu_",
        "phieu_x_y",
        payload[:-1],
    ):
        await an.commands("start", wrong)
        assert "không đúng" in an.heard
    for someone in (clerk, binh):
        await someone.commands("start", payload)
        assert "không nhận theo dõi thay" in someone.heard
    await group.commands("start", payload)
    assert "nhắn riêng" in group.heard
    (report,) = await reports(town)
    assert report.person_id is None and report.slip_hash and payload not in report.slip_hash


async def test_a_clerks_preview_asks_whether_the_person_agreed_and_shows_no_name(
    town: Town,
) -> None:
    clerk = town.person("clerk")
    await town.invited(clerk, "clerk")
    await clerk.commands("ghiho")
    for label in ("Đồng ý", "Cây xanh", "Chặt hạ"):
        await clerk.presses(label)
    await clerk.says("trước cổng chợ, phường Tân Phong")
    await clerk.presses("Không có ảnh")
    await clerk.says("Chặt hai cây phượng")
    assert "Gửi phản ánh, người nhờ đã đồng ý" in clerk.last.labels[0]
    assert not any("hiện tên" in label for label in clerk.last.labels)
    number = clerk.button("Gửi phản ánh").data.split(":")[1]  # type: ignore[union-attr]
    for forged in (f"change:{number}:identity", f"identity:{number}:shown"):
        await clerk.does(button=forged)
        assert "đã cũ" in clerk.heard
    await clerk.presses("Gửi phản ánh")
    (report,) = await reports(town)
    assert report.shown_name is None
