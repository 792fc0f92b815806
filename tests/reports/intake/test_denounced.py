"""A denunciation goes to the Front alone, or to nobody: never to who may be accused in it."""

from dataclasses import replace
from datetime import timedelta

import pytest
from sqlmodel import select

from bot.core.turn import Tools
from bot.digests.by_hand import content_for
from bot.digests.render.message import answer
from bot.public.queries import ReportFilter
from bot.public.views import public_reports
from bot.reports.tracking import notices
from db import inspection
from db.models import Outbox
from tests.conftest import ZONE
from tests.reports.reporting import begun, drafts, previewed, reports, told
from tests.town import Someone, Town, report

DENOUNCED = "Tố cáo cán bộ phường Tân Phong nhận hối lộ để nhà số 5 xây không phép"
FRONT = "Ủy ban MTTQ Việt Nam tỉnh Lai Châu"
PLACE = "trước cổng trường Tân Phong, phường Tân Phong"


def shown(someone: Someone) -> str:
    """All words somebody was ever shown, those of buttons too."""
    return "\n".join(f"{each.reply.text} {each.labels}" for each in someone.shown)


async def denounced(an: Someone, words: str = DENOUNCED) -> str:
    """Denounce and send it to the Front alone; returns the code."""
    await an.commands("phananh")
    if "xin anh/chị đồng ý" in an.heard:
        await an.presses("Đồng ý")
    for label in ("Trật tự", "Nghi xây dựng không phép"):
        await an.presses(label)
    await an.says(PLACE)
    await an.presses("Không có ảnh")
    await an.says(words)
    await an.presses("🔒 Gửi riêng Mặt trận")
    for label in ("Bỏ qua các câu này", "Gửi phản ánh"):
        await an.presses(label)
    return (an.button("Theo dõi").data or "").split(":")[1]


@pytest.fixture
async def others(town: Town, binh: Someone) -> list[Someone]:
    """All who must learn nothing: officials of the ward (one in their group), its Front, others."""
    roles = {
        "ward": ("official", "ubnd_tan_phong"),
        "department": ("official", "so_xay_dung"),
        "every": ("official", None),
        "office": ("official", "mttq_tinh"),
        "ward_front": ("overseer", "mttq_tan_phong"),
        "admin": ("admin", None),
        "clerk": ("clerk", None),
    }
    people = [town.person(name) for name in roles]
    for someone, role in zip(people, roles.values(), strict=True):
        await town.invited(someone, *role)
    group = town.person("dung", chat="ward-group")
    await town.invited(group, "official", "ubnd_tan_phong")
    return [binh, *people, group, town.person("neighbour")]


async def test_who_reads_it_is_told_before_anything_is_sent(town: Town, an: Someone) -> None:
    await begun(town)
    await an.says(DENOUNCED)
    assert f"Gửi riêng {FRONT}" in an.heard and "Không gửi đi đâu" in an.heard
    assert "không chuyển đến phường" in an.heard and "không phải là đơn tố cáo" in an.heard
    assert an.heard.index("• Ban Tiếp công dân tỉnh") < an.heard.index("• UBND phường")
    assert an.last.labels == ["🔒 Gửi riêng Mặt trận", "✏️ Viết lại", "🗑 Bỏ bản viết dở"]
    assert await reports(town) == []


async def test_it_reaches_the_front_whole_and_nobody_else(
    town: Town, an: Someone, front: Someone, others: list[Someone]
) -> None:
    code = await denounced(an)
    assert f"Chỉ <b>{FRONT}</b> đọc được" in an.heard and "Đã chuyển đến" not in an.heard
    (report,) = await reports(town)
    assert (report.held, report.agency) == ("denounced", "mttq_tinh")
    assert DENOUNCED in front.last.reply.text, "who handles it reads the words unmasked"
    assert front.last.labels == ["💬 Trả lời người gửi"]
    assert all(code not in shown(person) for person in others)
    with town.database.reading() as session:
        rows = session.exec(select(Outbox).where(Outbox.report_id == report.id)).all()
    assert {row.kind for row in rows if row.chat_id != report.chat_id} == {"told"}
    assert {row.kind for row in rows if row.chat_id == report.chat_id} == {"reply"}


BUTTONS = (
    *("case:show:{}", "case:accept:{}", "case:resolve:{}", "more:open:{}", "forward:{}"),
    *("assign:{}", "oversee:query:{}", "oversee:remind:{}", "held:show:{}", "held:pass:{}"),
    *("held:drop:{}", "held:words:{}", "merge:{}", "newdate:3:{}", "support:{}", "settled:yes:{}"),
    *("withdraw:{}", "add:{}", "hide_name:{}", "is_answer:{}"),
)


async def test_neither_search_nor_code_nor_button_shows_it(
    town: Town, an: Someone, others: list[Someone]
) -> None:
    code = await denounced(an)
    for someone in others:
        for data in BUTTONS:
            await someone.does(button=data.format(code))
            assert code not in shown(someone) and FRONT not in someone.heard, data
        for command, text in (
            ("viec", ""), ("viec", "hối lộ"), ("viec", "số 5"), ("choxem", ""),
            ("gantoi", "phường Tân Phong"), ("congkhai", ""), ("bantin", ""), ("nhatky", ""),
        ):  # fmt: skip
            await someone.commands(command, text)
            assert code not in shown(someone), command
        for command in ("viec", "trangthai"):  # who has the code learns nothing by it
            await someone.commands(command, code)
            texts = someone.heard
            for words in ("hối lộ", FRONT, "không phép", "số 5"):
                assert words not in texts, (someone.name, command)
    (report,) = await reports(town)
    assert (report.status, report.held) == ("new", "denounced")


async def test_it_cannot_be_merged_into_nor_is_it_shown_as_alike(
    town: Town, an: Someone, binh: Someone
) -> None:
    code = await denounced(an)
    eve = town.person("eve")
    of = {"group": "Trật tự", "category": "Nghi xây dựng không phép"}
    await eve.commands("phananh")
    await eve.presses("Đồng ý")
    for label in of.values():
        await eve.presses(label)
    await eve.says(PLACE)
    await eve.presses("Không có ảnh")
    await eve.says("Nhà số 5 xây không phép")
    for label in ("Bỏ qua các câu này", "Gửi phản ánh"):
        await eve.presses(label)
    assert "trông giống việc này" not in shown(eve) and code not in shown(eve)
    second = next(row.code for row in await reports(town) if row.held is None)
    await binh.does(button=f"merge:{second}")
    assert code not in shown(binh)
    await binh.does(button=f"merge:{second}:{code}")
    assert "phải có thật" in binh.heard, "as of a code there is none of"
    await binh.does(button=f"merge_yes:{second}:{code}")
    assert all(row.merged_into is None for row in await reports(town))


async def test_no_digest_and_nothing_public_counts_it(
    town: Town, tools: Tools, an: Someone
) -> None:
    await denounced(an)
    now = town.clock() + timedelta(days=8)
    with town.database.reading() as session:
        for recipient in ("ubnd_tan_phong", "mttq_tan_phong", "overseer", "mttq_tinh"):
            text = answer(content_for(session, tools, recipient, None, now), tools).text
            assert "LC-" not in text and "Mới gửi: <b>1" not in text and "chờ: 1" not in text
        assert list(public_reports(session, ReportFilter(), ZONE, now)) == []


async def test_the_front_answers_and_the_sender_alone_hears_it(
    town: Town, an: Someone, front: Someone, others: list[Someone]
) -> None:
    code = await denounced(an)
    await front.does(button=f"held:pass:{code}")
    assert "Nút này đã cũ" in front.heard and (await reports(town))[0].held == "denounced"
    await front.does(button=f"held:coarse:{code}")
    assert (await reports(town))[0].status == "new"
    await front.commands("choxem")
    assert "Có 1 phản ánh" in front.heard and code in front.heard
    await front.presses("Trả lời người gửi")
    await front.says("Mời anh/chị gửi đơn đến Ủy ban Kiểm tra Tỉnh ủy")
    await front.presses("Gửi trả lời")
    with town.database.reading() as session:
        assert inspection.unlike_their_steps(session) == []
        assert inspection.unlike_their_times(session) == []
    assert f"{FRONT} trả lời" in an.last.reply.text and "Ủy ban Kiểm tra" in an.last.reply.text
    await an.commands("trangthai", code)
    assert "Mặt trận đã trả lời" in an.heard and "không xử lý" not in an.heard
    assert f"Chỉ {FRONT} đọc được" in an.heard and "Mở lại" not in str(an.last.labels)
    assert all(code not in shown(person) for person in others)


async def test_who_forgets_to_answer_is_reminded_and_nobody_else_is(
    town: Town, tools: Tools, an: Someone, front: Someone, others: list[Someone]
) -> None:
    code = await denounced(an)
    front.read = len(front.shown)
    for _ in range(24 * 4):
        town.clock.advance(hours=1)
        notices.follow(town.database, tools, town.clock())
        await town.settle()
    assert "Còn chờ người xem" in front.heard and code in front.heard
    assert all(code not in shown(person) for person in others)


async def test_what_its_sender_adds_reaches_the_front_alone(
    town: Town, an: Someone, front: Someone, others: list[Someone]
) -> None:
    code = await denounced(an)
    await an.does(button=f"add:{code}")
    await an.says("Cán bộ địa chính đòi tiền hôm qua")
    await an.presses("Gửi")
    assert "đòi tiền hôm qua" in front.last.reply.text and "Chỉ Mặt trận" in an.heard
    await an.does(button=f"withdraw_yes:{code}")
    assert code in front.last.reply.text and "đã rút" in front.last.reply.text
    assert all(code not in shown(person) and "đòi tiền" not in shown(person) for person in others)


async def test_who_sends_it_to_nobody_leaves_nothing(
    town: Town, an: Someone, front: Someone, binh: Someone
) -> None:
    await begun(town)
    await an.says(DENOUNCED)
    before = [len(person.shown) for person in (front, binh)]
    await an.says("thôi không gửi nữa, hủy đi")
    assert await drafts(town) == [] and await reports(town) == []
    assert [len(person.shown) for person in (front, binh)] == before


async def test_written_anew_without_the_accusation_it_goes_to_the_ward(
    town: Town, binh: Someone
) -> None:
    an = await previewed(town)
    await an.presses("Sửa nội dung")
    await an.says(DENOUNCED)
    await an.presses("Viết lại")
    assert "Có chuyện gì" in an.heard
    await an.says(DENOUNCED)
    assert f"Gửi riêng {FRONT}" in an.heard, "it is one still"
    await an.presses("Viết lại")
    await an.says("Nhà số 5 xây không phép")
    assert "UBND phường Tân Phong" in an.heard and FRONT not in an.heard
    await an.presses("Gửi phản ánh")
    (report,) = await reports(town)
    assert (report.held, report.agency) == (None, "ubnd_tan_phong")
    assert report.code in shown(binh) and "hối lộ" not in shown(binh)


async def test_an_accusation_in_an_answer_is_one_too(town: Town) -> None:
    an = await begun(town)
    await an.presses("Trật tự")
    await an.presses("Bụi, ồn")
    await an.says("nhà số 5, phường Tân Phong")
    await an.presses("Không có ảnh")
    await an.says("xây nhà làm bụi mù mịt")
    await an.says("tố cáo cán bộ nhận tiền")
    assert f"Gửi riêng {FRONT}" in an.heard
    await an.presses("Viết lại")
    assert "lúc nào trong ngày" in an.heard and (await told(town)).get("details", {}) == {}


async def test_said_later_it_does_not_reach_the_agency_that_handles_the_report(
    town: Town, an: Someone, binh: Someone, front: Someone
) -> None:
    code = await report(an)
    await an.does(button=f"add:{code}")
    await an.says(DENOUNCED)
    await an.presses("Gửi")
    assert f"không chuyển vào {code}" in an.heard and f"Gửi riêng {FRONT}" in an.heard
    assert an.last.labels == ["🔒 Gửi riêng Mặt trận", "Bỏ"]
    (row,) = await drafts(town)
    await an.does(button=f"confirm:{row.id}:plain")  # as an older message offered
    assert len(await reports(town)) == 1
    await an.presses("🔒 Gửi riêng Mặt trận")
    first, second = await reports(town)
    assert (second.held, second.agency, second.shown_name) == ("denounced", "mttq_tinh", None)
    assert (second.category, second.place) == (first.category, first.place)
    assert DENOUNCED in front.last.reply.text and second.code in an.heard
    assert "hối lộ" not in shown(binh) and second.code not in shown(binh)
    assert await drafts(town) == []


async def test_an_official_who_wrote_it_down_hears_no_more_of_it(
    town: Town, binh: Someone, front: Someone
) -> None:
    await binh.commands("ghiho")
    for label in ("Đồng ý", "Cây xanh", "Chặt hạ"):
        await binh.presses(label)
    await binh.says(PLACE)
    await binh.presses("Không có ảnh")
    await binh.says(DENOUNCED)
    await binh.presses("🔒 Gửi riêng Mặt trận")
    await binh.presses("Gửi phản ánh")
    (report,) = await reports(town)
    slip = next(reply_shown.reply.files[0] for reply_shown in binh.shown if reply_shown.reply.files)
    assert "cho cán bộ phường" not in town.media.read(slip.key).decode()
    await front.presses("Trả lời người gửi")
    await front.says("Chúng tôi sẽ làm việc với thanh tra")
    await front.presses("Gửi trả lời")
    assert "thanh tra" not in shown(binh) and "không có người gửi nào" in front.heard
    await binh.does(button=f"track:{report.code}")
    assert "thanh tra" not in binh.heard and "hối lộ" not in binh.heard


async def test_without_an_office_of_the_front_it_goes_to_nobody(
    town: Town, tools: Tools, an: Someone
) -> None:
    city = tools.city.model_copy(update={"front": None})
    await town.restart(replace(tools, city=city))
    code = await report(an)
    await an.commands("phananh", DENOUNCED)
    assert "Luật Tố cáo" in an.heard and "Gửi riêng" not in shown(an)
    (row,) = await drafts(town)
    await an.does(button=f"border:{row.id}:front")
    assert "Luật Tố cáo" in an.heard and "to_front" not in await told(town)
    await an.does(button=f"add:{code}")
    await an.says(DENOUNCED)
    await an.presses("Gửi")
    assert an.last.labels == ["Bỏ"] and len(await reports(town)) == 1


@pytest.mark.parametrize(
    "words",
    ["gần nhà ông trưởng bản", "cạnh nhà ông chủ tịch xã cũ", "trước nhà bí thư chi bộ bản Màng",
     "sau nhà ông công an phường", "chỗ nhà bà trưởng bản ấy"],
)  # fmt: skip
async def test_the_house_of_an_official_is_a_place_and_no_denunciation(
    town: Town, words: str
) -> None:
    an = await begun(town)
    await an.says("họ đổ trộm phế thải xây dựng thành đống to")
    await an.says(words)
    assert "tố cáo" not in an.heard and "phường nào" in an.heard
    assert "nhà" in (await told(town))["place"]


@pytest.mark.parametrize(
    "words", ["ông chủ tịch phường nhận tiền bao che", "công an phường nhận phong bì"]
)
async def test_an_accusation_where_the_place_is_asked_is_no_place(town: Town, words: str) -> None:
    an = await begun(town)
    await an.says("họ đổ trộm phế thải xây dựng thành đống to")
    await an.says(words)
    assert "place" not in await told(town) or "tố cáo" in an.heard


ACCUSING = [
    "nhà ông chủ tịch phường Tân Phong nhận tiền hối lộ",
    "tôi tố cáo ông chủ tịch phường Tân Phong nhận tiền",
    "nhà ông chủ tịch phường Tân Phong nhận 5 triệu",
    "nha ong chu tich phuong tan phong nhan tien hoi lo",
    "ông chủ tịch phường Tân Phong bao che xây trái phép", "Phó chủ tịch ăn chặn tiền đất",
    "cán bộ địa chính ăn tiền của dân", "nhà ông chủ tịch phường xây trái phép",
]  # fmt: skip


@pytest.mark.parametrize("words", ACCUSING)
async def test_an_accusation_typed_as_the_place_goes_to_the_front_alone(
    town: Town, words: str
) -> None:
    an = await begun(town)
    for label in ("Cây xanh", "Chặt hạ"):
        await an.presses(label)
    await an.says(words)
    for label in ("➕ Thêm vào phản ánh", "Không có ảnh", "Bỏ qua"):
        if label in an.last.labels:
            await an.presses(label)
    if "🔒 Gửi riêng Mặt trận" not in an.last.labels:
        await an.says("phường Tân Phong")
    assert "🔒 Gửi riêng Mặt trận" in shown(an) and "Gửi phản ánh" not in an.last.labels
