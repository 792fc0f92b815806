"""Who writes no Vietnamese is told so in English and Chinese; what is understood is not lost."""

import pytest

from knowledge.vietnamese.words import is_foreign
from tests.reports.reporting import told
from tests.town import Someone, Town


@pytest.mark.parametrize(
    ("words", "is_other"),
    [
        ("路灯坏了", True),
        ("the park bench near the gate is broken", True),
        ("A motorbike shop has put its sign across the footpath in front of us", True),
        ("toi muon bao vu shop quan ao bay ma nơ canh ra via he truoc cua", False),
        ("alo alo ad oi", False),
        ("cayy ddoor truwowcs coongr truwowngf", False),
        ("cay do ko ai don o dg tran phu", False),
        ("https://maps.app.goo.gl/abcDEF", False),
        ("?!", False),
    ],
)
def test_another_language_is_told_from_vietnamese(words: str, is_other: bool) -> None:
    assert is_foreign(words) is is_other


async def test_it_is_said_in_other_languages_what_to_do(an: Someone) -> None:
    await an.says("路灯坏了，请帮忙")
    assert "Please write in Vietnamese" in an.heard and "请用越南语" in an.heard
    assert len(an.news) == 1


async def test_an_offer_stays_open_for_who_goes_on_in_another_language(
    town: Town, an: Someone
) -> None:
    await an.says("cây đổ chắn ngang đường Trần Phú, phường Đoàn Kết")
    await an.says("救命")
    assert "115" in an.heard and "không ghi gì cả" not in an.heard
    await an.presses("Gửi phản ánh này")
    await an.presses("Đồng ý")
    assert "cây đổ" in (await told(town))["description"]


async def test_what_is_understood_all_the_same_is_offered(an: Someone) -> None:
    await an.says("big tree fell across the street")
    assert "Please write in Vietnamese" in an.heard and "phản ánh" in an.heard


async def test_what_may_be_a_report_in_another_language_is_no_question_of_the_plan(
    town: Town, an: Someone
) -> None:
    words = "Someone dug a big hole on the sidewalk near our school gate and my wife fell"
    await an.says(words)
    assert "Please write in Vietnamese" in an.heard and "Kế hoạch không" not in an.heard
    await an.presses("Phản ánh việc này")
    await an.presses("Đồng ý")
    assert (await told(town))["description"] == words
