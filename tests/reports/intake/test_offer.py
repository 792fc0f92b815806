"""From a plain sentence, with no command, to the code: few taps; what is urgent before all."""

import pytest

from tests.reports.reporting import FELLED, begun, chooses, drafts, reports, takes_offer, told
from tests.town import Someone, Town

FALLING = "cây xà cừ nghiêng sắp đổ vào nhà ở bản San Thàng, phường Tân Phong"
NUMBERS = ("<b>112</b>", "<b>113</b>", "<b>114</b>", "<b>115</b>")


async def taps(someone: Someone, *labels: str) -> int:
    """Press these one after the other; returns how many they were."""
    for label in labels:
        await someone.presses(label)
    return len(labels)


async def test_one_sentence_is_a_code_after_four_taps_and_after_three_the_next_time(
    town: Town,
) -> None:
    an = town.person("an")
    await an.says(FELLED)
    for phrase in ("Chặt hạ", "cổng trường Tân Phong”", "phường Tân Phong", "“sáng nay”"):
        assert phrase in an.heard, "what was understood is shown before it is taken"
    assert await taps(an, "Gửi phản ánh này", "Đồng ý", "Không có ảnh") == 3
    assert "Xem lại trước khi gửi" in an.heard and "ẩn danh" in an.heard
    await an.presses("Gửi phản ánh")
    (report,) = await reports(town)
    assert (report.category, report.area, report.happened) == (
        "chat_ha_cay",
        "tan_phong",
        "sáng nay",
    )
    assert report.place.endswith("cổng trường Tân Phong")
    assert (report.description, report.shown_name) == (FELLED, None)
    await an.says("chặt hạ hai cây bằng lăng ở chợ San Thàng hôm qua")
    await takes_offer(an, "Chặt hạ")
    await taps(an, "Không có ảnh", "Gửi phản ánh")
    assert len(await reports(town)) == 2


async def test_what_is_understood_wrongly_is_changed_in_the_preview(town: Town) -> None:
    an = town.person("an")
    await an.says(FELLED)
    await taps(an, "Gửi phản ánh này", "Đồng ý", "Không có ảnh")
    assert {"place", "area", "happened", "anonymous"}.isdisjoint(await told(town))
    await an.presses("Sửa việc")
    await chooses(an, "Cây xanh", "Cắt tỉa cây quá mức")
    assert "Xem lại trước khi gửi" in an.heard and "Cắt tỉa" in an.heard
    await an.presses("Gửi phản ánh")
    (report,) = await reports(town)
    assert report.category == "cat_tia_qua_muc" and report.place.endswith("cổng trường Tân Phong")


async def test_a_name_can_still_be_shown(town: Town) -> None:
    an = town.person("an")
    await an.says(FELLED)
    await taps(an, "Gửi phản ánh này", "Đồng ý", "Không có ảnh", "Hiện tên")
    await an.says("Cô An")
    await an.presses("Gửi phản ánh")
    (report,) = await reports(town)
    assert report.shown_name == "Cô An"


async def test_the_button_of_an_older_offer_takes_nothing_of_a_newer_one(town: Town) -> None:
    an = town.person("an")
    await an.says(FELLED)
    old = an.button("Gửi phản ánh này")
    await an.says("nhà số 5 đường Trần Phú đổ trộm phế thải ra vệ đường")
    newer = an.last.reply.buttons[0][0]
    await an.does(button=old.data)
    assert "Nút này thuộc về câu trước" in an.heard and "đồng ý" not in an.heard.lower()
    assert [draft.kind for draft in await drafts(town)] == ["offer"]
    await an.does(button=newer.data)
    await an.presses("Đồng ý")
    assert (await told(town))["description"].startswith("nhà số 5")


async def test_an_offer_beside_an_open_report_only_adds_its_words(town: Town) -> None:
    an = town.person("an")
    await an.says(FELLED)
    await an.commands("phananh", "Hai người đổ phế thải")
    await taps(an, "Đồng ý", "Gửi phản ánh này")
    data = await told(town)
    assert data["description"] == f"Hai người đổ phế thải\n{FELLED}" and "place" not in data


async def test_of_a_denunciation_nothing_is_suggested(town: Town) -> None:
    an = town.person("an")
    await an.says("cán bộ địa chính nhận hối lộ cho nhà số 5 đường Trần Phú xây không phép")
    assert "Việc:" not in an.heard
    await taps(an, "Gửi phản ánh này", "Đồng ý")
    assert "Luật Tố cáo 2018" in an.heard


@pytest.mark.parametrize(
    "words",
    [
        FALLING,
        "cây sắp đổ vào nhà",
        "cay sap do vao nha",
        "có người bị kẹt dưới cây đổ",
        "co nguoi bi ket duoi cay do",
        "cây gãy đè lên người đi xe máy",
        "dây điện đứt rơi xuống đường",
    ],
)
async def test_first_words_that_cannot_wait_are_met_with_the_numbers_before_all(
    town: Town, words: str
) -> None:
    an = town.person("an")
    await an.says(words)
    first = an.news[0].reply.text
    assert "Việc khẩn" in first and all(number in first for number in NUMBERS)
    assert "đồng ý" not in first.lower(), "nothing stands before the numbers"
    assert all(draft.kind == "offer" for draft in await drafts(town))
    await an.does(button=an.last.reply.buttons[0][0].data)
    assert "Việc khẩn" not in an.heard, "told once"
    await an.presses("Đồng ý")
    assert "Việc khẩn" not in an.heard, "told once"


@pytest.mark.parametrize("way", ["command", "photo"])
async def test_by_a_command_or_a_picture_they_come_before_consent_too(town: Town, way: str) -> None:
    an = town.person("an")
    if way == "command":
        await an.commands("phananh", "cây sắp đổ vào nhà")
    else:
        await an.sends_photos("green", caption="có người bị kẹt dưới cây đổ")
    assert "Việc khẩn" in an.news[0].reply.text
    assert "xin anh/chị đồng ý" in an.news[1].reply.text
    await an.presses("Đồng ý")
    assert "Việc khẩn" not in an.heard


async def test_what_cannot_wait_goes_out_after_three_taps_and_asks_no_picture(town: Town) -> None:
    cuc = town.person("cuc")
    await town.invited(cuc, "overseer")
    an = town.person("an")
    await an.says(FALLING)
    assert await taps(an, "Gửi phản ánh này", "Đồng ý", "Gửi phản ánh") == 3
    (report,) = await reports(town)
    assert (report.category, report.area, report.urgent) == ("cay_sap_do", "tan_phong", True)
    assert "KHẨN" in cuc.heard


async def test_a_picture_of_what_cannot_wait_may_still_come_before_it_is_sent(town: Town) -> None:
    an = town.person("an")
    await an.says(FALLING)
    await taps(an, "Gửi phản ánh này", "Đồng ý")
    assert "gửi ảnh" in an.heard, "it is told that one may"
    await an.sends_photos("green")
    assert "Xem lại trước khi gửi" in an.heard
    assert len((await told(town))["photos"]) == 1


async def test_somebody_hurt_makes_any_report_urgent(town: Town) -> None:
    an = await begun(town)
    await an.presses("Trật tự")
    await an.presses("Đổ trộm phế thải")
    await an.says("đường Trần Phú, phường Đoàn Kết")
    await an.says("đống gạch đổ ra đường, có cháu bé bị thương nặng, gọi cấp cứu giúp")
    assert "Việc khẩn" in an.news[0].reply.text and "Xem lại trước khi gửi" in an.heard
    await an.presses("Gửi phản ánh")
    (report,) = await reports(town)
    assert report.urgent and report.shown_name is None


async def test_who_asks_whom_to_call_is_told_too(town: Town) -> None:
    an = town.person("an")
    await an.says("cây nghiêng sắp đổ vào nhà thì gọi ai")
    assert "<b>114</b>" in an.heard


@pytest.mark.parametrize(
    "words",
    [
        FELLED,
        "cây có nguy cơ gãy đổ xử lý thế nào theo kế hoạch",
        "nhà bên cạnh xây lấn ra vỉa hè, may không có ai bị thương",
        "cây xanh năm 2030 bao nhiêu m2 một người",
    ],
)
async def test_what_can_wait_raises_no_alarm(town: Town, words: str) -> None:
    an = town.person("an")
    await an.says(words)
    assert "Việc khẩn" not in an.heard


LISTED = [
    "1. Hàng xóm số 15 Nguyễn Trãi phường Tân Phong cơi nới ra mương.\n"
    "2. Cây keo trước cổng trạm y tế Đoàn Kết bật gốc sắp đổ xuống đường",
    "- hàng xóm số 15 Nguyễn Trãi phường Tân Phong cơi nới ra mương, mái tôn\n"
    "- cây keo trước cổng trạm y tế Đoàn Kết bật gốc sắp đổ xuống đường",
    "em báo hai việc: 1) hàng xóm số 15 Nguyễn Trãi phường Tân Phong cơi nới ra mương "
    "2) cây keo trước cổng trạm y tế Đoàn Kết bật gốc sắp đổ xuống đường",
]


@pytest.mark.parametrize("words", LISTED)
async def test_of_a_list_of_matters_one_is_a_report_and_the_others_wait(
    town: Town, words: str
) -> None:
    an = town.person("an")
    await an.says(words)
    assert "115" in an.news[0].reply.text, "the second is urgent"
    assert "trạm y tế" not in an.last.reply.text
    await an.presses(an.last.labels[0])
    await an.presses("Đồng ý")
    draft = await told(town)
    assert "cơi nới" in draft["description"] and "cây keo" not in draft["description"].lower()
    (other,) = draft["waiting"]
    assert other.lower().startswith("cây keo") and "Anh/chị kể 2 việc" in an.heard


@pytest.mark.parametrize(
    "words",
    [
        "Đào đường không lấp ở ngõ 8 Trần Phú phường Đoàn Kết:\n- hố sâu cả mét\n- không rào chắn",
        "xây lấn ra ngõ, nhà số 2. Cây trước cửa số 2 Trần Phú cũng bị chặt",
        "phường Tân Phong - tổ 5 - ngõ 2: đổ trộm phế thải",
    ],
)
async def test_the_lines_of_one_matter_stay_together(town: Town, words: str) -> None:
    an = await begun(town)
    await an.says(words)
    draft = await told(town)
    assert draft["description"] == words and "waiting" not in draft


@pytest.mark.parametrize(
    ("said", "advice"),
    [
        (FALLING, "Không đứng, không đỗ xe dưới cây"),
        ("cây to đổ chắn ngang đường ở bản San Thàng rồi", "Không chạm vào cây nếu có dây điện"),
        ("đường sụt lún sâu có xe rơi xuống, nguy hiểm lắm", "Tránh xa chỗ đó."),
    ],
)
async def test_an_offer_of_an_emergency_says_what_to_do_in_such_a_case(
    town: Town, said: str, advice: str
) -> None:
    an = town.person("an")
    await an.says(said)
    assert "🚨" in an.heard and advice in an.heard
