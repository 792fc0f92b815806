"""How offices write in truth: two cases in a line, a picture without a word, words beside words."""

import pytest
from sqlmodel import select

from bot.core.events import Photo
from db.models import Report
from tests.reports.desk.desks import add_cases
from tests.reports.reporting import drafts
from tests.town import Someone, Town, report


def statuses(town: Town) -> dict[str, str]:
    with town.database.reading() as session:
        return {row.code: row.status for row in session.exec(select(Report)).all()}


async def two(town: Town, status: str = "accepted") -> list[str]:
    return await add_cases(town.database, town.clock(), 2, status=status)


@pytest.mark.parametrize(
    "said",
    [
        "{a} và {b} đã dọn sạch cả hai chỗ sáng nay",
        "{a} tỉa xong rồi còn {b} mai mới có xe",
        "giao {a} với {b} cho em Hoa",
    ],
)
async def test_of_two_cases_in_a_line_none_is_in_the_others_words(
    town: Town, binh: Someone, said: str
) -> None:
    a, b = await two(town)
    await binh.says(said.format(a=a, b=b))
    assert "Mỗi việc một tin" in binh.heard and await drafts(town) == []
    assert [label[2:] for label in binh.last.labels] == [a, b]
    await binh.presses(b)
    assert b in binh.heard and "Nội dung" in binh.heard


async def test_two_cases_are_taken_on_with_a_tap_each(town: Town, binh: Someone) -> None:
    a, b = await two(town, status="new")
    await binh.says(f"tôi nhận hai việc {a}, {b.lower()} và LC-QQQQQQ nhé")
    for code in (a, b):
        assert f"Tiếp nhận <b>{code}</b>?" in binh.heard
    assert "mang mã <b>LC-QQQQQQ</b>" in binh.heard
    for data in [row.reply.buttons[0][0].data for row in binh.news[:2]]:
        await binh.does(button=data)
    assert statuses(town) == {a: "accepted", b: "accepted"}


@pytest.mark.parametrize(("said", "heard"), [("tôi nhận", "Tiếp nhận <b>"), ("xem", "Mỗi việc")])
async def test_of_more_than_ten_codes_those_left_are_named(
    town: Town, binh: Someone, said: str, heard: str
) -> None:
    codes = await add_cases(town.database, town.clock(), 12)
    await binh.says(f"{said} {' '.join(codes)}")
    assert heard in binh.heard and "2 mã sau chưa được làm" in binh.last.reply.text
    assert binh.last.reply.text.endswith(" ".join(codes[10:]))


@pytest.mark.parametrize(
    ("said", "heard"),
    [
        ("đã ghé hai lần, chủ nhà đi vắng", "Lưu ghi chú nội bộ này vào {}?"),
        ("hộ này hẹn thứ sáu lên phường làm việc", "Lưu ghi chú nội bộ này vào {}?"),
        ("cái này tổ mình làm không xuể", "Lưu ghi chú nội bộ này vào {}?"),
        ("vụ này thì sao ấy nhỉ", "chưa hiểu"),
        ("qwer tyui asdf ghjk", "chưa hiểu"),
    ],
)
async def test_what_is_told_of_the_case_on_the_screen_is_offered_as_a_note(
    town: Town, binh: Someone, said: str, heard: str
) -> None:
    code, _ = await two(town)
    await binh.does(button=f"case:show:{code}")
    await binh.says(said)
    assert heard.format(code) in binh.heard
    assert len(await drafts(town)) == heard.count("{}")


@pytest.mark.parametrize(
    ("said", "heard"),
    [
        ("mười ngày rồi gốc cây vẫn nằm giữa ngõ, sao vậy?", "Hỏi cơ quan xử lý về {}?"),
        ("bà con phàn nàn nhiều lắm đấy", "Hỏi cơ quan xử lý về {}?"),
        ("đề nghị giải trình trước thứ năm", "Hỏi cơ quan xử lý về {}?"),
        ("cho xem lại ảnh vụ này với", "Nội dung"),
    ],
)
async def test_the_fronts_reply_to_a_card_is_a_question_to_the_agency(
    town: Town, front: Someone, said: str, heard: str
) -> None:
    code, _ = await two(town)
    await front.does(button=f"case:show:{code}")
    await front.says(said, replied=front.last.id)
    assert heard.format(code) in front.heard
    assert (said in front.heard) == ("{}" in heard)


async def test_a_picture_without_a_code_is_of_the_case_on_the_screen(
    town: Town, binh: Someone
) -> None:
    code, _ = await two(town)
    await binh.does(button=f"case:show:{code}")
    await binh.sends_photos("red", "blue")
    assert "đã làm gì, khi nào" in binh.heard and "đồng ý" not in binh.heard
    await binh.says("Thợ đã thay khóa, mở cửa lại từ trưa")
    assert f"Báo đã xử lý {code}?" in binh.heard and "Ảnh kèm theo: 2" in binh.heard
    await binh.presses("Gửi")
    assert statuses(town)[code] == "resolved"


@pytest.mark.parametrize(
    "said",
    [
        "Hố sụt rộng giữa đường Điện Biên Phủ, hai xe máy vừa ngã tối qua",
        "Tôi muốn phản ánh: cây đổ chắn ngang ngõ 12 phường Tân Phong",
        "bãi rác tự phát ở ngõ 9 đường Lê Lợi, ruồi bay đầy nhà",
    ],
)
@pytest.mark.parametrize("pictures", [True, False])
async def test_what_tells_of_another_matter_is_not_of_the_case_on_the_screen(
    town: Town, binh: Someone, said: str, pictures: bool
) -> None:
    code, _ = await two(town)
    await binh.does(button=f"case:show:{code}")
    await (binh.sends_photos("red", caption=said) if pictures else binh.says(said))
    assert code not in binh.heard
    assert [row.report_id for row in await drafts(town) if row.report_id] == []


async def test_the_words_of_a_recording_are_of_the_case_on_the_screen(
    town: Town, binh: Someone
) -> None:
    code, _ = await two(town)
    await binh.does(button=f"case:show:{code}")
    await binh.does(photos=(Photo(ref="file", recording=True),), text="bê tông đã đổ xong rồi nhé")
    assert "Ghi âm" in binh.heard and "đồng ý" not in binh.heard
    assert f"Báo đã xử lý {code}?" in binh.heard


async def test_in_a_group_a_recording_is_refused_once(town: Town) -> None:
    quyen = town.person("Quyên", "nhom-phuong")
    await town.invited(quyen, "official", "ubnd_tan_phong")
    code, _ = await two(town)
    await quyen.does(photos=(Photo(ref="file", recording=True),), text=f"{code} đã lát xong vỉa hè")
    assert quyen.heard.count("Ghi âm") == 1


async def test_of_a_case_that_was_opened_and_one_that_came_since_none_is_meant(
    town: Town, an: Someone, binh: Someone
) -> None:
    code, _ = await two(town)
    await binh.does(button=f"case:show:{code}")
    await report(an)
    await binh.sends_photos("red")
    assert "Ảnh này của việc nào?" in binh.heard
    await binh.says("đã xong, dọn sạch rồi")
    assert "với việc nào?" in binh.heard


async def test_of_a_picture_that_follows_no_case_it_is_asked_whose_it_is(
    town: Town, binh: Someone
) -> None:
    code, _ = await two(town)
    await binh.does(button=f"case:show:{code}")
    town.clock.advance(seconds=31 * 60)
    await binh.sends_photos("red")
    assert "Ảnh này của việc nào?" in binh.heard and await drafts(town) == []
    await binh.presses("📝 Phản ánh mới")
    assert "đồng ý" in binh.heard


@pytest.mark.parametrize(
    "said",
    [
        "thế hạn đến hôm nào nhỉ",
        "để lấy thêm ảnh đã nhé",
        "giao cho em Hoa",
        "nhớ nhắc tôi chiều nay",
        "{a} kết thúc vụ",
    ],
)
async def test_what_may_be_no_words_of_a_draft_is_in_it_after_a_tap(
    town: Town, binh: Someone, said: str
) -> None:
    a, _ = await two(town)
    await binh.does(button=f"case:resolve:{a}")
    await binh.says("Đội đã tháo mái che lúc 9h")
    await binh.says(said.format(a=a))
    assert "<b>chưa ghi</b>" in binh.heard
    await binh.says("gửi đi")
    assert "<blockquote>Đội đã tháo mái che lúc 9h</blockquote>" in binh.heard
    await binh.presses("➕ Ghi vào lời")
    assert f"tháo mái che lúc 9h\n{said.removeprefix('{a} ')[:6]}" in binh.heard


@pytest.mark.parametrize("said", ["Gửi", "✅ Gửi", "gửi đi"])
async def test_without_words_in_doubt_the_typed_button_sends(
    town: Town, binh: Someone, said: str
) -> None:
    a, _ = await two(town)
    await binh.does(button=f"case:resolve:{a}")
    await binh.says("Tổ trực đã bơm cạn nước lúc 5h sáng")
    await binh.says(said)
    assert statuses(town)[a] == "resolved" and await drafts(town) == []


async def test_only_the_words_last_asked_about_are_added(town: Town, binh: Someone) -> None:
    a, _ = await two(town)
    await binh.does(button=f"case:resolve:{a}")
    await binh.says("ai gửi việc này đấy")
    older = binh.button("➕ Ghi vào lời").data
    await binh.says("sao không thấy ảnh nào nhỉ")
    await binh.does(button=older)
    assert "Nút này đã cũ" in binh.heard


@pytest.mark.parametrize(
    ("said", "heard"),
    [
        ("{a} ai báo việc này thế", "Nội dung"),
        ("{a} phản ánh không đúng sự thật", "Từ chối {a} với lý do này?"),
    ],
)
async def test_the_drafts_own_code_with_a_question_or_an_order_is_heard(
    town: Town, binh: Someone, said: str, heard: str
) -> None:
    a, _ = await two(town)
    await binh.does(button=f"case:resolve:{a}")
    await binh.says("Đội đã tháo mái che lúc 9h")
    await binh.says(said.format(a=a))
    assert heard.format(a=a) in binh.heard and "vẫn còn" in binh.heard
    await binh.presses(f"Viết tiếp cho {a}")
    assert "<blockquote>Đội đã tháo mái che lúc 9h</blockquote>" in binh.heard


@pytest.mark.parametrize("file", ["recording", "paper"])
async def test_words_sent_with_a_recording_or_a_file_are_of_the_case_they_name(
    town: Town, binh: Someone, file: str
) -> None:
    a, b = await two(town)
    await binh.does(button=f"case:resolve:{a}")
    await binh.says("Đội đã tháo mái che lúc 9h")
    sent = Photo.model_validate({"ref": "file", file: True})
    event = "unsupported" if file == "paper" else None
    await binh.does(event=event, photos=(sent,), text=f"{b} không thuộc thẩm quyền của phường")
    assert ("Ghi âm" if file == "recording" else "loại tin này thì chưa") in binh.heard
    assert f"Từ chối {b} với lý do này?" in binh.heard and "vẫn còn" in binh.heard
    await binh.presses(f"Viết tiếp cho {a}")
    assert "<blockquote>Đội đã tháo mái che lúc 9h</blockquote>" in binh.heard


@pytest.mark.parametrize(
    ("said", "heard"),
    [
        ("cái nào gấp hơn cả", "việc khẩn"),
        ("vụ nào trễ nhất", "việc quá hạn"),
        ("ngày mai đến hạn những vụ nào", "đến hạn trong 7 ngày"),
        ("các chỉ tiêu của kế hoạch tới đâu rồi", "Đã hứa gì, đã có gì"),
    ],
)
async def test_an_official_who_asks_of_cases_hears_of_no_targets(
    town: Town, binh: Someone, said: str, heard: str
) -> None:
    await two(town)
    await binh.says(said)
    assert heard in binh.heard


@pytest.mark.parametrize(
    "said", ["phường nào chậm nhất", "co quan nao tre han nhieu nhat", "ai trả lời chậm nhất vậy"]
)
async def test_who_is_slowest_is_in_the_digest(town: Town, front: Someone, said: str) -> None:
    await two(town)
    await front.says(said)
    assert "📊 <b>Bản tin" in front.heard


@pytest.mark.parametrize("said", ["✅ Gửi", "gửi nhé"])
async def test_a_label_without_its_draft_sends_nothing(
    town: Town, front: Someone, binh: Someone, said: str
) -> None:
    for someone in (front, binh):
        await someone.says(said)
        assert "không có gì đang viết dở" in someone.heard


@pytest.mark.parametrize(
    ("said", "whose"),
    [
        ("cột điện này của điện lực, chuyển điện lực đi", "công ty điện lực"),
        ("chuyển sang công an phường", "Công an phường"),
    ],
)
async def test_an_agency_that_takes_nothing_here_is_told_to_the_sender(
    town: Town, binh: Someone, said: str, whose: str
) -> None:
    code, _ = await two(town)
    await binh.does(button=f"case:show:{code}")
    await binh.says(said, replied=binh.last.id)
    assert "chưa nhận phản ánh qua đây" in binh.heard and "cơ quan nào?" not in binh.heard
    assert "với lý do này?" not in binh.heard
    await binh.presses("➡️ Chuyển cơ quan khác")
    assert f"Chuyển <b>{code}</b> đến cơ quan nào?" in binh.heard
    await binh.presses("🚫 Từ chối, báo nơi liên hệ")
    assert f"Từ chối {code} với lý do này?" in binh.heard
    assert whose in binh.last.reply.text.split("<blockquote>")[1]
