"""Sudden danger told in an open report: it is warned of at once and kept, the report urgent."""

import pytest

from tests.reports.intake.test_inside import asked_for_pictures
from tests.reports.reporting import begun, previewed, reports, told
from tests.town import Town

FALLEN = "trời ơi sập thật rồi, có người bị đè ở dưới"
"""Sounds like small talk where a button is asked for."""


@pytest.mark.parametrize("words", [FALLEN, "ôi cái giàn giáo vừa sập, có người kẹt ở dưới cháu ơi"])
async def test_where_pictures_are_asked_for_it_is_warned_of_and_kept(
    town: Town, words: str
) -> None:
    an = await asked_for_pictures(town)
    await an.says(words)
    assert "115" in an.heard and "Việc khẩn" in an.heard
    assert (await told(town))["description"].endswith(words)
    assert "Thêm vào phản ánh" not in str(an.last.labels)


@pytest.mark.parametrize("words", [FALLEN, "khoan đã có cháu bé vừa rơi xuống hố rồi"])
async def test_at_the_preview_the_report_becomes_urgent(town: Town, words: str) -> None:
    an = await previewed(town)
    await an.says(words)
    assert an.heard.count("gọi ngay") == 1 and an.heard.count("🚨") == 2
    await an.presses("Gửi phản ánh")
    (report,) = await reports(town)
    assert report.urgent and words in report.description


async def test_it_is_warned_of_though_something_else_was(town: Town) -> None:
    an = await begun(town)
    await an.says("cây xà cừ nghiêng hẳn sắp đổ vào nhà ở đường Lê Lợi, phường Đoàn Kết")
    assert "Việc khẩn" in an.heard
    await an.says(FALLEN)
    assert "Việc khẩn" in an.heard


async def test_taken_back_it_is_urgent_no_more(town: Town) -> None:
    an = await previewed(town)
    await an.says(FALLEN)
    await an.presses("↩️ Bỏ câu vừa thêm")
    await an.presses("Gửi phản ánh")
    (report,) = await reports(town)
    assert not report.urgent


async def test_locked_before_consent_it_is_warned_of_and_comes_with_the_report(town: Town) -> None:
    an = town.person("an")
    await an.commands("phananh", "chủ nhà đổ cát đá ra vỉa hè đường Lê Lợi không ai đi được")
    await an.says(FALLEN)
    assert "Việc khẩn" in an.heard
    await an.presses("Đồng ý")
    assert FALLEN in (await told(town))["description"]
