"""What is typed before consent is taken, once it is unlocked, as what it is to the report."""

import pytest

from tests.reports.reporting import told
from tests.town import Someone, Town

STORY = "Quán bún đầu ngõ 9 đường Nguyễn Trãi kê bàn ra hết lối đi bộ"
MORE = "hôm nào cũng từ 6 giờ sáng, có lần xe máy tông vào cái bàn"


async def agreed(town: Town, *later: str) -> Someone:
    """A resident who told the story, said more before agreeing, and then agrees."""
    an = town.person("an")
    await an.says(STORY)
    for words in (MORE, *later):
        await an.says(words)
    await an.presses("Đồng ý")
    return an


@pytest.mark.parametrize(
    "words",
    ["đúng rồi đấy em", "dạ hết rồi, gửi lên hộ chị", "cảm ơn em nhiều", "ko co hinh", "ok",
     "em kể xong rồi", "bao nhiêu ngày thì có người xuống vậy em?"],
)  # fmt: skip
async def test_what_tells_nothing_is_not_written_down(town: Town, words: str) -> None:
    await agreed(town, words)
    assert (await told(town))["description"] == f"{STORY}\n{MORE}"


async def test_that_there_are_no_pictures_is_not_asked_again(town: Town) -> None:
    an = await agreed(town, "phường Tân Phong", "không có hình đâu em")
    draft = await told(town)
    assert (draft["area"], draft["photos_done"]) == ("tan_phong", True)
    assert "ảnh" not in an.last.labels[0]


async def test_a_correction_changes_what_it_names(town: Town) -> None:
    await agreed(town, "à không phải ngõ 9, ngõ 11 mới đúng")
    draft = await told(town)
    assert draft["place"].endswith("đầu ngõ 11 đường Nguyễn Trãi")
    assert draft["description"] == f"{STORY}\n{MORE}".replace("ngõ 9", "ngõ 11")


@pytest.mark.parametrize("words", ["bỏ câu đó đi", "câu vừa rồi bỏ giúp chị nhé"])
async def test_a_sentence_is_taken_back(town: Town, words: str) -> None:
    await agreed(town, "nghe nói chủ quán còn chửi khách đi đường", words)
    assert (await told(town))["description"] == f"{STORY}\n{MORE}"


async def test_what_tells_of_officials_still_goes_to_no_office(town: Town) -> None:
    an = await agreed(town, "cán bộ phường nhận tiền của quán nên không dẹp")
    assert "tố cáo" in an.heard


async def test_what_is_more_of_the_story_is_written_down(town: Town) -> None:
    more = ("mùi than tổ ong bay vào nhà trẻ bên cạnh", "trước đây đã lập biên bản rồi mà vẫn bày")
    await agreed(town, *more)
    assert (await told(town))["description"] == "\n".join((STORY, MORE, *more))
