"""A ward that was told, early or late, in whichever name, is not asked for again."""

import pytest

from tests.reports.reporting import begun, previewed, told
from tests.town import Someone, Town


async def beginning(town: Town, words: str) -> Someone:
    """A resident who agreed, and began with these words."""
    an = await begun(town)
    await an.says(words)
    return an


@pytest.mark.parametrize(
    ("words", "ward"),
    [
        ("phường Đoàn Kết dạo này bày ghế nhựa kín vỉa hè trước cửa hàng Hoa Mai", "Đoàn Kết"),
        (
            "phuong tan phong do, quan nhau ke ban lan het via he truoc so 8 duong tran phu",
            "Tân Phong",
        ),
    ],
)
async def test_a_ward_beside_the_place_is_not_asked_again(
    town: Town, words: str, ward: str
) -> None:
    an = await beginning(town, words)
    assert "phường nào" not in an.heard
    await an.presses("Không có ảnh")
    while "Xem lại trước khi gửi" not in an.heard:
        await an.presses("Bỏ qua")
    assert f"phường {ward}" in an.heard


async def test_of_two_wards_none_is_taken(town: Town) -> None:
    an = await beginning(
        town, "xe chở đất từ Tân Phong sang Đoàn Kết đánh rơi vật liệu kín đường trước trạm y tế"
    )
    assert "phường nào" in an.heard


async def asked_for_it(town: Town) -> Someone:
    """A resident who is asked for the ward."""
    an = await beginning(town, "Quán nhậu kê bàn lấn hết vỉa hè trước cửa hàng Hoa Mai")
    assert "phường nào" in an.heard
    return an


@pytest.mark.parametrize(
    ("words", "ward"),
    [
        ("hồi trước là Lản Nhì Thàng", "doan_ket"),
        ("dạ bên San Thàng cũ ấy", "tan_phong"),
        ("truoc thuoc ban giang ay", "tan_phong"),
    ],
)
@pytest.mark.parametrize("later", [(), ("không có ảnh",), ("không có ảnh", "không rõ")])
async def test_who_did_not_know_the_ward_may_tell_it_later(
    town: Town, words: str, ward: str, later: tuple[str, ...]
) -> None:
    an = await asked_for_it(town)
    for before in ("em không biết phường nào", *later):
        await an.says(before)
    await an.says(words)
    draft = await told(town)
    assert draft["area"] == ward and words not in draft["description"]


@pytest.mark.parametrize(
    "words", ["không rõ phường, từ hôm qua", "hình như hôm qua ấy, không nhớ rõ"]
)
async def test_a_time_told_where_the_ward_is_asked_is_kept(town: Town, words: str) -> None:
    an = await asked_for_it(town)
    await an.says(words)
    assert words in (await told(town))["description"]


@pytest.mark.parametrize(
    "words", ["bà con đoàn kết góp tiền làm vỉa hè ấy", "dân Đoàn Kết khổ lắm rồi"]
)
async def test_a_ward_in_a_story_is_no_answer(town: Town, words: str) -> None:
    an = await asked_for_it(town)
    for before in ("em không biết phường nào", words):
        await an.says(before)
    assert "area" not in await told(town)


@pytest.mark.parametrize(
    "words",
    ["phường gì thì tôi chịu, cạnh chợ Tân Phong cũ", "không rõ Tân Phong hay Đoàn Kết nữa"],
)
async def test_who_does_not_know_is_not_taken_to_name_one(town: Town, words: str) -> None:
    an = await asked_for_it(town)
    await an.says(words)
    draft = await told(town)
    assert draft["area_unknown"] and "area" not in draft and "phường nào" not in an.heard


async def test_a_place_and_ward_in_telex_keys_are_read(town: Town) -> None:
    words = "quans nhaauj laans viar hef dduwowngf Traanf Phus phuwowngf Ddoanf Keets"
    an = await beginning(town, words)
    assert "phường nào" not in an.heard
    await an.presses("Không có ảnh")
    while "Xem lại trước khi gửi" not in an.heard:
        await an.presses("Bỏ qua")
    assert "đường Trần Phú" in an.heard and "Phường:</b> phường Đoàn Kết" in an.heard
    assert (await told(town))["description"] == words


async def test_a_place_answered_in_telex_keys_is_written_as_it_was_meant(town: Town) -> None:
    an = await beginning(town, "chặt hai cây phượng sáng nay")
    await an.says("coongr chowj phuwowngf Taan Phong")
    assert (await told(town))["place"] == "cổng chợ phường Tân Phong"


@pytest.mark.parametrize("words", ["hồi sáng", "từ tối qua"])
async def test_a_time_told_where_the_ward_is_asked_is_taken(town: Town, words: str) -> None:
    an = await begun(town)
    await an.says("chặt hạ hai cây phượng trước quán phở Hùng Béo")
    assert "Tôi không rõ" in an.last.labels
    await an.says(words)
    assert words in an.heard and "Tôi không rõ" in an.last.labels, "and the ward is asked again"
    await an.says("họ cưa lúc 10 giờ đêm")
    assert "10 giờ đêm" in (await told(town))["description"], "no other time takes its place"


async def test_another_ward_in_the_place_is_said_in_the_preview(town: Town) -> None:
    an = await previewed(town, "cổng trường, phường Tân Phong")
    await an.presses("Sửa phường")
    await an.presses("phường Đoàn Kết")
    assert "Nơi ghi phường Tân Phong" in an.heard


async def test_a_ward_told_after_a_streets_name_is_not_asked_again(town: Town) -> None:
    an = await beginning(
        town, "rãnh nước đường Quyết Thắng phường Tân Phong bị đổ phế thải lấp kín"
    )
    assert "phường nào" not in an.heard
    await an.says("không có ảnh")
    assert "UBND phường Tân Phong" in an.heard or "Tân Phong" in str(await told(town))


@pytest.mark.parametrize(
    ("words", "is_beyond"),
    [
        ("xe ben đổ đất xuống suối ở xã Bình Lư, sát trường tiểu học", True),
        ("xây nhà không phép ngay chợ trung tâm thành phố Điện Biên Phủ", True),
        ("quán nhậu lấn vỉa hè đường Điện Biên Phủ", False),
    ],
)
async def test_of_a_place_elsewhere_it_is_told_where_reports_are_taken(
    town: Town, words: str, is_beyond: bool
) -> None:
    an = await begun(town)
    await an.says(words)
    assert "phường nào hiện nay" in an.heard
    assert ("chỉ nhận việc ở" in an.heard) is is_beyond
    assert ("🗑 Bỏ bản viết dở" in an.last.labels) is is_beyond
