"""The message of a digest: whole figures, valid markup, and short, whatever the data."""

from datetime import UTC, date, datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.channels.telegram.html import plain
from bot.city.codes import new_code
from bot.core.events import TEXT_UNITS
from bot.core.turn import Tools
from bot.digests.content import (
    MOST_OVERSEEN,
    WHYS,
    Case,
    Compared,
    Content,
    Listing,
    PlanItem,
    Questions,
    codes,
)
from bot.digests.period import parse_period, previous
from bot.digests.queries import Scope
from bot.digests.render.message import answer, message, page, title
from bot.digests.render.progress import marked
from bot.questions.count_queries import QuestionCount, Reason
from bot.reports.moves import OPEN
from bot.texts.characters import units
from tests.conftest import ZONE
from tests.hostile import Strict

WEEK = parse_period("2026-W47", ZONE)
HOSTILE = ("</b>", "<script>x</script>", "&" * 90, "😀" * 90, "'\"<" * 30, "a" * 300, "\u202eX", "")

names = st.one_of(st.text(max_size=40), st.sampled_from(HOSTILE))
counts = st.integers(0, 10**9)
cases = st.builds(
    Case, st.builds(new_code), names, names, names, names, names,
    st.lists(st.sampled_from(WHYS), min_size=1, max_size=6).map(tuple), counts,
    st.just(date(2026, 11, 20)), st.booleans(),
)  # fmt: skip
tuples = st.lists(names, max_size=6).map(tuple)
compared = st.builds(Compared, counts, counts)


def assert_fits(html: str) -> None:
    assert units(html) <= TEXT_UNITS
    reader = Strict()
    reader.feed(html)
    reader.close()
    assert reader.wrong == reader.open == []


def case(*why: str, **changes: object) -> Case:
    values: dict[str, object] = {
        "code": new_code(), "category": "cay_chet", "area": "tan_phong", "days": 3,
        "agency": "ubnd_tan_phong", "place": "chợ San Thàng", "status": "new", "why": why,
        "deadline": date(2026, 11, 20),
    }  # fmt: skip
    return Case(**(values | changes))  # type: ignore[arg-type]


def content(**changes: object) -> Content:
    values: dict[str, object] = {
        "scope": Scope(),
        "period": WEEK,
        "before": previous(WEEK, ZONE),
        "made_at": datetime(2026, 11, 23, 1, 0, tzinfo=UTC),
        "reached": {"new": Compared(12, 9), "resolved": Compared(5, 7)},
        "areas": {"tan_phong": Compared(8, 4), "doan_ket": Compared(4, 4), None: Compared(0, 1)},
        "categories": {"chat_ha_cay": Compared(12, 9)},
        "answered": Compared(6, 9),
        "due": Compared(18, 9),
        "in_time": Compared(5, 4),
        "open": {"new": 10, "accepted": 4},
        "overdue_by_agency": {"ubnd_tan_phong": 10, "ubnd_doan_ket": 3},
        "listings": (
            Listing("overdue", 13, 13, tuple(case("overdue", days=10 - n) for n in range(10))),
        ),
        "items": (PlanItem("III.3.3", ("công viên", "vườn hoa"), 12, 9),),
        "unanswered": Compared(4, 3),
    }
    return Content(**(values | changes))  # type: ignore[arg-type]


EMPTY: dict[str, object] = {
    "reached": {}, "areas": {}, "categories": {}, "answered": Compared(), "due": Compared(),
    "in_time": Compared(),
    "open": {}, "overdue_by_agency": {}, "listings": (), "items": (), "unanswered": Compared(),
}  # fmt: skip


def test_it_names_its_period_and_has_every_figure(tools: Tools) -> None:
    figures = content()
    first = figures.listings[0].cases[0]
    text = plain(message(figures, tools).text)
    for part in (
        "Bản tin tuần 16/11–22/11/2026", "Trong kỳ (so với 09/11–15/11/2026)", "toàn địa bàn",
        "Mới gửi: 12 (+3)", "Đã xử lý: 5 (−2)",
        "Trả lời đúng hạn: 5/18 việc đến hạn (kỳ trước 4/9)",
        "Đang chờ: 14 việc", "Quá hạn: 13 việc",
        "UBND phường Tân Phong 10, UBND phường Đoàn Kết 3",
        f"{first.code} quá 10 ngày, UBND phường Tân Phong: Cây chết, sâu bệnh – chợ San Thàng",
        "… và 9 việc nữa", "phường Tân Phong: mới 8 (+4)", "phường Đoàn Kết: mới 4 (=)",
        "chưa rõ phường: mới 0 (−1)", "Chặt hạ, dịch chuyển cây trái phép: 12 (+3)",
        "III.3.3 công viên, vườn hoa: 12, 9 xong", "chưa trả lời được: 4 (+1)",
    ):  # fmt: skip
        assert part in text


def test_its_first_line_says_what_is_to_be_done_today(tools: Tools) -> None:
    listings = (
        Listing("overdue", 3, 3, (case("overdue"),)),
        Listing("due_soon", 2, 2, (case("due_soon"),)),
        Listing("new", 4, 4, (case("new"),)),
    )
    agency = content(scope=Scope("ubnd_tan_phong"), unanswered=None, listings=listings)
    first = plain(message(agency, tools).text).splitlines()[0]
    assert first == (
        "👉 Hôm nay: làm ngay 3 việc quá hạn, 2 việc sắp đến hạn, tiếp nhận 4 việc mới."
    )
    overseer = plain(message(content(), tools).text).splitlines()[0]
    assert overseer == "👉 Hôm nay: nhắc 13 việc quá hạn."
    elsewhere = (
        Listing("disputed", 4, 1, (case("disputed"),)),
        Listing("reopened", 5, 1, (case("reopened"),)),
        Listing("due_soon", 2, 0, ()),
    )
    both = content(listings=(Listing("overdue", 3, 3, (case("overdue"),)), *elsewhere))
    assert plain(message(both, tools).text).splitlines()[0] == (
        "👉 Hôm nay: nhắc 3 việc quá hạn, hỏi 1 việc người gửi báo chưa xong, theo 1 việc mở lại."
    )
    mended = content(scope=Scope("ubnd_tan_phong"), unanswered=None, listings=elsewhere)
    assert plain(message(mended, tools).text).splitlines()[0] == (
        "👉 Hôm nay: 1 việc người gửi báo chưa xong, 1 việc mở lại."
    )
    calm = content(scope=Scope("ubnd_tan_phong"), unanswered=None, listings=())
    assert "không có việc nào gấp" in plain(message(calm, tools).text).splitlines()[0]


def test_it_opens_the_first_overdue_reports(tools: Tools) -> None:
    figures = content()
    data = [button.data for row in message(figures, tools).buttons for button in row]
    assert data == [f"case:show:{late.code}" for late in figures.listings[0].cases[:MOST_OVERSEEN]]


def test_an_agency_reads_only_of_itself(tools: Tools) -> None:
    text = plain(message(content(scope=Scope("ubnd_tan_phong"), unanswered=None), tools).text)
    assert "Phạm vi: UBND phường Tân Phong" in text
    assert "ubnd" not in text.replace("Phạm vi: UBND", "") and "Câu hỏi" not in text
    assert "Trong kỳ" not in text and "Mới gửi" not in text and "Quá hạn: 13 việc" in text
    assert text.count("UBND phường Tân Phong") == 1


def test_a_quiet_week_with_open_reports_is_told_and_a_silent_one_is_one_line(tools: Tools) -> None:
    quiet = content(**EMPTY | {"open": {"new": 1}})
    assert "Đang chờ: 1 việc" in plain(answer(quiet, tools).text)
    assert not quiet.is_empty
    silent = content(**EMPTY)
    assert silent.is_empty
    assert answer(silent, tools).text.count("\n") == 0
    assert "16/11–22/11/2026" in answer(silent, tools).text


@pytest.mark.parametrize(
    "something",
    [
        {"reached": {"resolved": Compared(1)}},
        {"unanswered": Compared(1)},
        {"open": {"new": 1}},
        {"questions": Questions(waiting=1)},
        {"questions": Questions(declined=1)},
    ],
)
def test_what_makes_a_digest_worth_sending(something: dict[str, object]) -> None:
    assert not content(**EMPTY | something).is_empty
    assert content(**EMPTY | {"reached": {"new": Compared(0, 3)}, "unanswered": None}).is_empty


@settings(max_examples=60, deadline=None)
@given(
    categories=st.dictionaries(names, compared, max_size=9),
    areas=st.dictionaries(st.one_of(st.none(), names), compared, max_size=10),
    waiting=st.dictionaries(st.sampled_from(sorted(OPEN)), st.integers(1, 10**9)),
    agencies=st.dictionaries(names, st.integers(1, 10**9), max_size=6),
    late=st.lists(cases, max_size=10),
    items=st.lists(st.builds(PlanItem, names, tuples, counts), max_size=3),
    scope=st.builds(Scope, st.one_of(st.none(), names), tuples, tuples),
    asked=st.lists(st.builds(QuestionCount, names, counts), max_size=3),
)
def test_hostile_and_huge_data_gives_a_valid_short_message(
    tools: Tools, categories: object, areas: object, waiting: object, agencies: object,
    late: list[Case], items: list[PlanItem], scope: Scope, asked: list[QuestionCount],
) -> None:  # fmt: skip
    figures = content(
        categories=categories, areas=areas, open=waiting, overdue_by_agency=agencies,
        listings=tuple(Listing(why, 10**9, 10**9, tuple(late)) for why in WHYS),
        items=tuple(items), scope=scope,
        questions=Questions(tuple(asked), 10**9, *[10**9] * 6),
    )  # fmt: skip
    assert_fits(message(figures, tools).text)
    assert_fits(answer(content(**EMPTY | {"scope": scope}), tools).text)


def test_questions_are_told_whole_and_the_most_asked_named(tools: Tools) -> None:
    questions = (
        QuestionCount("Khi nào lắp đèn đường?", 7),
        QuestionCount("Ai dọn <rác>?", 2),
        QuestionCount("x" * 200, 1),
    )
    counts = {"sent": 5, "answered": 3, "declined": 1, "waiting": 2, "up": 9, "down": 4}
    reasons = (Reason("III.3.3", "lan man <quá>"),)
    figures = content(questions=Questions(questions, 12, **counts, reasons=reasons))
    reply = message(figures, tools)
    text = plain(reply.text)
    for part in (
        "chưa trả lời được: 4 (+1)\n• Khi nào lắp đèn đường?: 7 lượt\n• Ai dọn <rác>?: 2 lượt",
        "… và 9 câu khác nữa", "👍 9 · 👎 4", "• 👎 III.3.3: “lan man <quá>”",
        "Câu hỏi gửi cán bộ: 5 lượt; trả lời 3 câu, không trả lời được 1; đang chờ 2 câu",
    ):  # fmt: skip
        assert part in text
    assert "x" * 100 not in text
    assert reply.buttons[-1][0].data == "questions:0"
    few = plain(message(content(questions=Questions(questions[:1], 1)), tools).text)
    assert "câu khác" not in few and "gửi cán bộ" not in few and "👍" not in few


def test_a_list_that_is_cut_keeps_its_total(tools: Tools) -> None:
    hostile = {f"<{item}>" + "&" * 300: Compared(1) for item in range(40)}
    words = dict.fromkeys(("category", "agency", "place"), "&" * 300)
    late = tuple(case("overdue", **words) for _ in range(500))
    listings = (Listing("overdue", 500, 500, late),)
    figures = content(categories=hostile, listings=listings, overdue_by_agency={"&" * 300: 500})
    text = message(figures, tools).text
    assert_fits(text)
    assert "Quá hạn: 500 việc" in plain(text)
    listed = plain(text).count("• LC-")
    assert f"… và {500 - listed} việc nữa" in plain(text)
    steps = ("partly", "dispute", "answer")
    step = max((tools.texts.plain("digest_acts.step", action=item) for item in steps), key=len)
    mark = tools.texts("digest_acts.mark", step=step, when="07:41")
    with_marks = marked(text, dict.fromkeys(codes(figures), mark))
    assert with_marks.count(mark) == listed
    assert_fits(with_marks)


def test_the_page_is_a_whole_document_with_the_same_words(tools: Tools) -> None:
    figures = content()
    reply = message(figures, tools)
    name, data = page(figures, tools)
    assert name == "digest.html"
    assert data.decode().startswith("<!doctype html>") and reply.text in data.decode()
    assert "<title>Bản tin tuần 16/11–22/11/2026</title>" in data.decode()


@pytest.mark.parametrize(
    ("period", "name"),
    [
        ("2026-11", "Bản tin tháng 11/2026"),
        ("2026-11-16", "Bản tin ngày 16/11/2026"),
        ("2026-10-01..2026-12-31", "Bản tin quý 01/10–31/12/2026"),
        ("2026-11-16..2026-11-18", "Bản tin 16/11–18/11/2026"),
        ("2026-W53", "Bản tin tuần 28/12/2026–03/01/2027"),
    ],
)
def test_the_title_names_the_period_by_its_length(tools: Tools, period: str, name: str) -> None:
    assert title(parse_period(period, ZONE), tools) == name


def test_a_change_has_its_sign() -> None:
    assert [Compared(3, 1).change, Compared(1, 3).change, Compared(2, 2).change] == [
        "+2",
        "−2",
        "=",
    ]


def test_days_over_are_said_in_words_on_the_first(tools: Tools) -> None:
    today = (Listing("overdue", 1, 1, (case("overdue", days=0),)),)
    assert "từ hôm nay" in message(content(listings=today), tools).text


def test_an_agency_reads_of_each_list_and_nothing_is_told_twice(tools: Tools) -> None:
    both = case("overdue", "disputed", "reopened", days=4)
    listings = (
        Listing("overdue", 9, 9, (both, *(case("overdue", days=1) for _ in range(8)))),
        Listing("disputed", 1, 0, ()),
        Listing("due_soon", 2, 2, (case("due_soon", days=1, urgent=True), case("due_soon"))),
        Listing("new", 3, 2, (case("new", days=0, place="", area="tan_phong"), case("new"))),
        Listing("waiting", 1, 1, (case("waiting", days=9),)),
    )
    figures = content(scope=Scope("ubnd_tan_phong"), listings=listings, unanswered=None)
    text = plain(message(figures, tools).text)
    for part in (
        f"{both.code} quá 4 ngày: Cây chết, sâu bệnh – chợ San Thàng; người gửi báo chưa xong\n",
        "… và 6 việc nữa", "ngày mai: ❗ Cây chết", "Mới, chờ tiếp nhận: 3 việc (1 đã tính ở trên)",
        "hôm nay: Cây chết, sâu bệnh – phường Tân Phong", "từ 9 ngày trước: ",
        "Đang chờ: 14 việc; người gửi báo chưa xong 1. Xem hết: /viec",
    ):  # fmt: skip
        assert part in text
    assert text.count("• LC-") == 6 and text.count(both.code) == 1


def test_an_agency_gets_nothing_where_it_has_nothing_to_do() -> None:
    accepted = content(**EMPTY | {"scope": Scope("so_xay_dung"), "open": {"in_progress": 3}})
    assert accepted.is_empty
    for something in ({"open": {"forwarded": 1}}, {"questions": Questions(waiting=1)}):
        assert not content(**EMPTY | {"scope": Scope("so_xay_dung")} | something).is_empty


def test_emoji_are_not_cut(tools: Tools) -> None:
    family = "👩\u200d👩\u200d👧\u200d👦"
    late = (Listing("overdue", 1, 1, (case("overdue", place=family * 40),)),)
    text = plain(message(content(listings=late), tools).text)
    (line,) = (line for line in text.split("\n") if "👩" in line)
    assert line.split(" – ")[1].rstrip("…").replace(family, "") == ""
