"""What a story tells already of the further questions: storeys, and that it goes on."""

import pytest

from bot.city.city import City
from bot.understanding.details import (
    choice,
    is_seen_from_oneself,
    is_time,
    recurs,
    storeys_in,
    told_details,
)
from bot.understanding.understood import Guess, Understood


@pytest.mark.parametrize(
    ("text", "storeys"),
    [
        ("đang đổ tầng 4", 4),
        ("xay 3 tang khong phep", 3),
        ("nhà bốn tầng, nay lên tầng thứ năm", 5),
        ("đã đến tầng tư", 4),
        ("xây trên đất nông nghiệp", None),
        ("số 5 đường Trần Phú", None),
        ("nền tảng 5 năm", None),
    ],
)
def test_storeys(text: str, storeys: int | None) -> None:
    assert storeys_in(text) == storeys


@pytest.mark.parametrize("when", ["tuần nào cũng", "hằng đêm", "mỗi tối", "suốt ngày", "dem nao"])
def test_a_time_that_comes_again(when: str) -> None:
    assert recurs(when)


@pytest.mark.parametrize("when", ["sáng nay", "mới tối qua", "hàng cây", None, "hôm kia"])
def test_a_time_that_was_once(when: str | None) -> None:
    assert not recurs(when)


def test_the_answers_by_their_questions() -> None:
    meant = Understood("report", (Guess("bui_on", 0.9),), when="đêm nào cũng")
    told = told_details("đêm nào cũng cưa gỗ ở tầng 2", meant)
    assert told == {"storeys": "2", "going_on": "Còn", "times": "đêm nào cũng"}


@pytest.mark.parametrize(
    ("place", "own"),
    [
        ("trước cửa nhà tôi", True), ("trc nha e", True), ("sau nhà mình", True),
        ("đối diện nhà em", True), ("truoc nha minh", True),
        ("trước nhà tôi, số 12 Trần Phú", False), ("cổng trường số 2", False),
        ("đường", True), ("công viên", True), ("trước cổng", True), ("trần phú", False),
        ("le loi", False), ("cổng Bưu điện", False),
        ("cạnh nhà em ở đường Nguyễn Trãi", False), ("duong nguyen thi minh khai", False),
    ],
)  # fmt: skip
def test_a_place_that_only_the_writer_can_find(place: str, own: bool) -> None:
    assert is_seen_from_oneself(place) is own


@pytest.mark.parametrize(
    ("words", "answer"),
    [
        ("nghe nói đội thợ nghỉ hẳn rồi", None), ("hình như người ta ngừng rồi", "Đã dừng"),
        ("chac nguoi ta nghi roi", "Đã dừng"), ("vâng, chủ quán nghỉ rồi ạ", "Đã dừng"),
        ("còn, đêm qua lại đổ thêm một xe", "Còn"), ("vẫn chưa xong", "Còn"),
        ("không ạ, thôi từ hôm kia", "Đã dừng"), ("chưa có cán bộ nào đến", None),
        ("có người nhắc mà chẳng ăn thua", None),
        ("phải là nhà bên cạnh", None), ("tôi không rõ, đi vắng suốt", "Không rõ"),
    ],
)  # fmt: skip
def test_whether_it_goes_on_is_no_word_of_something_else(
    city: City, words: str, answer: str | None
) -> None:
    question = city.further("going_on")
    assert question and choice(question, words) == answer


@pytest.mark.parametrize(
    ("words", "answer"),
    [
        ("có dây chắn quanh rồi", None), ("đúng cái cầu trượt đó", None),
        ("vâng, không sao đâu", None), ("không an toàn chút nào", None),
        ("không, mọi người tránh xa rồi", "Không"), ("chưa có ai cả", "Không"), ("có chứ", "Có"),
        ("có ạ trẻ con hay trèo", "Có"), ("thợ đang làm ở dưới", None),
    ],
)  # fmt: skip
def test_danger_is_only_answered_by_a_yes_or_a_no(
    city: City, words: str, answer: str | None
) -> None:
    question = city.further("danger")
    assert question and choice(question, words) == answer


@pytest.mark.parametrize(
    "words",
    ["vừa nãy", "lúc 5h", "20/11", "khoảng 9 giờ", "từ tết", "năm 2023", "hôm 12-11", "mưa lớn"],
)
def test_a_time(words: str) -> None:
    assert is_time(words)


@pytest.mark.parametrize(
    ("words", "before"),
    [("khoảng 4", ""), ("chừng mười", ""), ("25C-01234", "biển số xe "), ("0912345678", ""),
     ("mười chín tháng tám", "số 5 đường "), ("đường 30 tháng 4", ""), ("mua", "")],
)  # fmt: skip
def test_amounts_plates_streets_and_weather_are_no_time(words: str, before: str) -> None:
    assert not is_time(words, before)
