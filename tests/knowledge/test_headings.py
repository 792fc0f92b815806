"""What stands only in the heading of a sentence: the work it is about, or who does it."""

from pathlib import Path

import pytest

from bot.core.turn import Tools
from bot.questions.conversation import rendered
from bot.texts import without_markup
from knowledge.answering.dialogue import Dialogue
from knowledge.answering.engine import Answerer
from knowledge.slots.read import read_slots
from knowledge.vietnamese.vocabulary import Vocabulary
from knowledge.vietnamese.words import as_written
from tests.knowledge.town_plans import answering, text_plan

BODY = (
    "I. TIẾN ĐỘ CÁC CÔNG TRÌNH",
    "1. Trường Tiểu học Phú Hòa",
    "Khởi công ngày 19/5/2026, quy mô 12 phòng học.",
    "2. Trường THCS Bình Lợi",
    "Chưa khởi công do vướng mặt bằng.",
    "3. Cầu Long Giang",
    "Đã hợp long nhịp chính, thông xe trước Tết.",
    "II. PHÂN CÔNG",
    "1. Phòng Kinh tế",
    "- Chủ trì, phối hợp với các thôn tổ chức thực hiện Chương trình; tham mưu danh mục cây trồng.",
    "2. Phòng Văn hóa",
    "- Cân đối, bố trí vốn thực hiện Chương trình; thẩm định đơn giá.",
)


@pytest.fixture(scope="module")
def commune(tmp_path_factory: pytest.TempPathFactory) -> Answerer:
    return answering(text_plan(Path(tmp_path_factory.mktemp("headings")), *BODY))


@pytest.mark.parametrize(
    ("question", "quote"),
    [
        ("Trường Tiểu học Phú Hòa có mấy phòng học?", "Khởi công ngày 19/5/2026"),
        ("trường Phú Hòa khởi công ngày nào?", "Khởi công ngày 19/5/2026"),
    ],
)
def test_a_work_is_named_by_its_heading(commune: Answerer, question: str, quote: str) -> None:
    answer = commune.answer(question)
    assert (answer.outcome, answer.places) == ("answer", ())
    assert answer.citations[0].quote.startswith(quote)


def test_the_school_of_another_level_is_no_answer(commune: Answerer) -> None:
    answer = commune.answer("Trường THCS Phú Hòa có quy mô 12 phòng học không?")
    assert answer.outcome == "not_in_plan" or answer.places == ("Trường THCS Phú Hòa",)


def test_the_words_of_a_heading_that_names_the_place_are_the_sentence_s(commune: Answerer) -> None:
    passage = next(p for p in commune.search.passages if "hợp long" in p.quote)
    named = commune.asked("cầu Long Giang đã hợp long chưa?")
    assert set(named.covered(named.own_terms(passage)).values()) == {1.0}
    other = commune.asked("cầu Long Sơn đã hợp long chưa?")
    assert other.own_terms(passage) == passage.own_terms


def test_who_leads_the_plan_is_no_office_of_another_task(commune: Answerer) -> None:
    answer = commune.answer("Cơ quan nào chủ trì thực hiện Chương trình?")
    assert answer.citations[0].item == "II.1.1"


def test_the_heading_of_an_article_is_shown(tools: Tools, tmp_path: Path) -> None:
    body = ("Điều 1. Công an xã", "1. Xử lý người đóng đinh lên cây.", "Điều 2. Hiệu lực", "1. Có.")
    plan = text_plan(tmp_path, *body)
    (exchange,), _ = Dialogue(answering(plan)).answers("ai xử lý người đóng đinh lên cây?")
    text = without_markup(rendered(tools.texts, exchange))
    assert "Điều 1.1 của kế hoạch – Công an xã" in text


@pytest.mark.parametrize(
    ("text", "state"),
    [
        ("Cải tạo 16 công viên, vườn hoa hiện có; trồng cây.", "planned"),
        ("Xã hiện có 12 chợ.", "done"),
        ("Tính đến ngày 31/12/2025, xã có 12 chợ.", "done"),
    ],
)
def test_what_is_there_is_no_deed_where_it_is_only_what_is_worked_on(text: str, state: str) -> None:
    assert read_slots(text).state == state


def test_a_cemetery_has_its_first_word() -> None:
    assert "nghia trang" in Vocabulary().terms(as_written("Nghĩa trang xã"))
    assert "nghia" in Vocabulary().terms(as_written("Nghĩa trang xã"))
    assert "nghia" not in Vocabulary().terms(as_written("NOXH nghĩa là gì"))
