"""What does not answer the question that is open is kept as what it is, and taken for no answer."""

import pytest

from tests.reports.intake.test_inside import asked_for_pictures
from tests.reports.reporting import begun, told
from tests.town import Town


@pytest.mark.parametrize(
    ("words", "field"),
    [("không phải sáng nay, là tối qua", "happened"), ("không phải phường Đoàn Kết đâu", "area"),
     ("phường Tân Phong chứ không phải Đoàn Kết", "area")],
)  # fmt: skip
async def test_a_correction_where_a_name_is_asked_is_not_lost(
    town: Town, words: str, field: str
) -> None:
    an = await asked_for_pictures(town)
    await an.presses("Không có ảnh")
    await an.presses("Hiện tên")
    before = await told(town)
    await an.says(words)
    after = await told(town)
    assert after.get(field) != before.get(field) and "name" not in after
    assert "tên muốn hiện" in an.heard
    await an.says("không, ghi là Lò Thị Mai")
    assert (await told(town))["name"] == "Lò Thị Mai"


@pytest.mark.parametrize("words", ["em không nhớ tên đường", "quên mất tên đường rồi"])
async def test_who_knows_no_address_is_asked_to_describe_it(town: Town, words: str) -> None:
    an = await begun(town)
    await an.says("chặt hạ hai cây phượng từ sáng nay")
    await an.says(words)
    assert "mô tả chỗ đó" in an.heard and "place" not in await told(town)


async def test_few_words_are_no_category_that_was_not_shown(town: Town) -> None:
    an = await begun(town)
    await an.says(
        "hàng xóm nó cứ làm ầm ĩ lên, bày bừa ra rồi đào xới, ở đường Trần Phú phường Đoàn Kết"
    )
    await an.says("vẫn đang làm")
    assert "category" not in await told(town)
    await an.says("nhà nứt")
    assert (await told(town))["category"] == "thi_cong_mat_an_toan", (
        "a danger named in two words is one"
    )


async def test_what_answers_another_question_is_kept_as_it_was_told(town: Town) -> None:
    an = await begun(town)
    await an.says("nhà bên đang xây nhà không có giấy phép ở số 12 đường Trần Phú, phường Đoàn Kết")
    await an.presses("Không có ảnh")
    await an.says("việc này tuần nào cũng diễn ra")
    data = await told(town)
    assert data["details"]["going_on"] == "Còn" and "tuần nào cũng" in data["description"]


async def test_words_that_are_no_yes_are_asked_about_and_not_lost(town: Town) -> None:
    an = await begun(town)
    await an.says(
        "hàng xóm nó cứ làm ầm ĩ lên, bày bừa ra rồi đào xới, ở đường Trần Phú phường Đoàn Kết"
    )
    await an.says("việc này tuần nào cũng diễn ra")
    await an.presses("➕ Thêm vào phản ánh")
    assert "tuần nào cũng" in (await told(town))["description"]
