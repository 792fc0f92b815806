"""An office puts a plan in: read, mended, tried, in use everywhere, put back."""

import re
from html import unescape
from pathlib import Path

import docx
import pytest
from sqlalchemy.exc import IntegrityError
from sqlmodel import select

from bot.core.turn import Tools
from bot.plan import live
from bot.plan.outline import items_of
from bot.plan.versions import LONGEST_NAME, TEXTS, mended, odd_lines, short_name
from db.models import PlanExample, PlanVersion
from knowledge.schema import Plan
from tests.importing.kit import of_lines
from tests.plan.conftest import Office, live_plans
from tests.plan.office_plan import BENCHES, NEXT, PLAN, TOILETS
from tests.reports.desk.desks import signed_in, wrong_in
from tests.town import Someone, Town

QUESTION = "đặt bao nhiêu ghế đá ở vườn hoa?"


@pytest.mark.both_databases
async def test_a_plan_put_in_answers_in_every_process_without_a_restart(
    office: Office, an: Someone, tools: Tools
) -> None:
    elsewhere = tools.pinned()
    other = live_plans(office.town, elsewhere)
    version = await office.puts_in(PLAN)
    about = await office.desk.get(version)
    for value in ("45/KH-UBND", "Ủy ban nhân dân thành phố Lai Châu", "2026-03-12"):
        assert value in unescape(about.text)
    await an.says(QUESTION)
    assert "120 ghế đá" not in an.heard, "it is a draft"
    done = await office.uses(version)
    assert "Đã dùng kế hoạch này" in done.text
    await an.says(QUESTION)
    assert BENCHES in an.heard
    await other.settle()
    answer = elsewhere.answerer.answer(QUESTION)
    assert answer.citations[:1] and answer.citations[0].quote == BENCHES, answer
    assert tools.answerer.answer(QUESTION).outcome == "not_in_plan", "no other is changed"


async def test_a_turn_under_way_goes_on_with_the_plans_it_has(
    office: Office, own_tools: Tools
) -> None:
    turn_tools = own_tools.pinned()
    await office.uses(await office.puts_in(PLAN))
    assert own_tools.knowledge is not turn_tools.knowledge
    assert turn_tools.answerer.answer(QUESTION).outcome == "not_in_plan"


async def test_a_new_version_shows_its_changes_and_the_one_before_can_be_put_back(
    office: Office, an: Someone
) -> None:
    first = await office.puts_in(PLAN)
    await office.uses(first)
    second = await office.puts_in(NEXT, of="ghe-da")
    page = unescape((await office.desk.get(f"{second}/chitieu")).text)
    assert "<td>120 ghế đá</td><td>150 ghế đá</td>" in page
    assert "2 câu mới" in page and "2 câu không còn" in page
    await office.uses(second)
    await an.says(QUESTION)
    assert "150 ghế đá" in an.heard
    listed = await office.desk.get("/kehoach")
    assert f'action="{first}/dung"' in listed.text
    assert "đặt lại bản trước" in (await office.uses(first)).text
    await an.says(QUESTION)
    assert BENCHES in an.heard


async def test_before_a_version_stood_the_one_that_was_in_use_last(office: Office) -> None:
    addresses = []
    for text in (PLAN, NEXT):
        addresses.append(await office.puts_in(text, of="ghe-da"))
        office.town.clock.advance(minutes=1)
        await office.uses(addresses[-1])
    office.town.clock.advance(minutes=1)
    await office.uses(addresses[0])
    third = await office.puts_in(PLAN.replace("35 vòi", "40 vòi"), of="ghe-da")
    office.town.clock.advance(minutes=1)
    listed = (await office.uses(third)).text
    assert f'action="{addresses[0]}/dung"' in listed
    assert f'action="{addresses[1]}/dung"' not in listed


async def test_out_of_use_it_no_longer_answers(office: Office, an: Someone) -> None:
    version = await office.puts_in(PLAN)
    await office.uses(version)
    await office.desk.post(f"{version}/ngung")
    await office.plans.settle()
    await an.says(QUESTION)
    assert BENCHES not in an.heard


async def test_a_wrong_answer_is_put_right_for_good(office: Office, an: Someone) -> None:
    """Asked again or nearly so, before it is in use and in every later version."""
    version = await office.puts_in(PLAN)
    for question, quote in (("mấy giờ thì khóa cửa?", TOILETS), (QUESTION, "")):
        answer = await office.desk.post(f"{version}/thu", q=question, quote=quote, item="I.2")
        assert answer.status_code == 303
        page = (await office.desk.get(answer.headers["location"])).text
        shown = re.search(r'<div class="answer" role="status">(.*?)</div>', page, re.DOTALL)
        assert shown and (TOILETS in shown[1]) == bool(quote), page
    await an.says("may gio thi khoa cua?")
    assert TOILETS not in an.heard, "of a draft"
    await office.uses(version)
    await office.uses(await office.puts_in(NEXT, of="ghe-da"))
    await an.says("cho hỏi mấy giờ thì khoá cửa ạ?")
    assert TOILETS in an.heard
    await an.says(QUESTION)
    assert "ghế đá tại các vườn hoa trước" not in an.heard.split("gần nhất")[0]


async def test_put_right_anew_it_is_kept_once_and_can_be_forgotten(office: Office) -> None:
    version = await office.puts_in(PLAN)
    for quote in (TOILETS, BENCHES):
        await office.desk.post(f"{version}/thu", q=QUESTION, quote=quote, item="")
    with office.town.database.reading() as session:
        rows = session.exec(select(PlanExample)).all()
    assert [row.quote for row in rows] == [BENCHES]
    await office.desk.post(f"{version}/thu", forget=str(rows[0].id), q="")
    with office.town.database.reading() as session:
        assert session.exec(select(PlanExample)).all() == []


async def test_no_other_sentence_than_the_plans_becomes_an_answer(office: Office) -> None:
    version = await office.puts_in(PLAN)
    made_up = await office.desk.post(f"{version}/thu", q=QUESTION, quote="Đặt 9 ghế đá.", item="")
    assert made_up.status_code == 404


async def test_none_of_these_offers_more_sentences(office: Office) -> None:
    version = await office.puts_in(PLAN)
    few = await office.desk.get(f"{version}/thu", q=QUESTION)
    none = await office.desk.post(f"{version}/thu", q=QUESTION, quote="", item="", more="1")
    more = await office.desk.get(none.headers["location"])
    assert "Không câu nào ở trên" in few.text and "Không câu nào ở trên" not in more.text
    assert "mấy câu đầu không trả lời" in more.text


async def test_a_figure_is_mended_only_as_its_sentence_says(office: Office) -> None:
    version = await office.puts_in(PLAN)
    page = (await office.desk.get(f"{version}/chitieu")).text
    benches, toilets, taps = re.findall(r'name="keep-([^"]+)"', page)
    fields = {
        **{f"keep-{benches}": "1", f"name-{benches}": "Ghế đá", f"said-{benches}": "200 ghế"},
        **{f"keep-{toilets}": "1", f"name-{toilets}": "Nhà vệ sinh", f"said-{toilets}": "08"},
    }
    sent = await office.desk.post(f"{version}/chitieu", **fields)
    assert sent.status_code == 303, "the page can be come back to"
    wrong = await office.desk.get(sent.headers["location"])
    assert wrong.status_code == 200 and "“200 ghế”" in wrong.text
    assert 'value="200 ghế"' in wrong.text, "what was typed is kept"
    right = await office.desk.post(f"{version}/chitieu", **{**fields, f"said-{benches}": "120"})
    assert right.headers["location"] == f"{version}/thu"
    with office.town.database.reading() as session:
        row = session.exec(select(PlanVersion)).one()
    targets = {target["id"]: target for target in row.data["targets"]}
    assert taps not in targets
    assert (targets[benches]["name"], targets[benches]["low"]) == ("Ghế đá", 120)
    assert (targets[toilets]["name"], targets[toilets]["high"]) == ("Nhà vệ sinh", 8)


async def test_what_it_is_can_be_mended_and_a_wrong_field_is_told(office: Office) -> None:
    version = await office.puts_in(PLAN)
    fields = {"title": "Kế hoạch ghế đá", "name": "Ghế đá", "number": "46/KH-UBND",
              "issuer": "UBND", "issued": "2026-03-13", "place": "thành phố Sơn La",
              "first_year": "2030", "last_year": "2026"}  # fmt: skip
    wrong = await office.desk.post(version, **fields)
    assert wrong.status_code == 200 and "Thời kỳ chưa đúng" in wrong.text
    assert "Kế hoạch ghế đá" in wrong.text
    right = await office.desk.post(version, **{**fields, "first_year": "2026"})
    assert right.headers["location"] == f"{version}/chitieu"
    page = await office.desk.get(version)
    assert "46/KH-UBND" in page.text and "chỉ trả lời khi người hỏi nêu tên nơi ấy" in page.text


@pytest.mark.parametrize(
    ("name", "content", "words"),
    [
        ("ban-chup.jpg", b"...", "Chỉ đọc được tệp .docx"),
        ("hong.docx", b"PK\x03\x04 nothing", "Tệp bị hỏng"),
        ("trong.txt", b"  \n", "Không thấy đề mục"),
    ],
)
async def test_what_cannot_be_read_says_what_to_do(
    office: Office, name: str, content: bytes, words: str
) -> None:
    await office.desk.get("/kehoach")
    sent = await office.sends({"document": (name, content)}, of="")
    if sent.status_code == 303:
        waiting = await office.desk.get(sent.headers["location"])
        assert "Đang đọc tệp" in waiting.text
        await office.plans.settle()
        sent = await office.desk.get(sent.headers["location"])
    assert words in sent.text


async def test_a_figure_of_a_row_stands_with_its_headings_and_page_two_leads_back(
    office: Office,
) -> None:
    rows = (f"{n}\tLàm mương bản {n}\t{n + 100}\t{n + 500}" for n in range(1, 31))
    table = "\n".join(("TT\tViệc\tDài (m)\tKinh phí (triệu đồng)", *rows))
    version = await office.puts_in(PLAN.replace("II. TỔ CHỨC", f"{table}\nII. TỔ CHỨC"))
    page = unescape((await office.desk.get(f"{version}/chitieu")).text)
    assert "<b>Làm mương bản 3</b> — Dài (m): 103; Kinh phí (triệu đồng): 503" in page
    assert "Trang trước" not in page
    page = (await office.desk.get(f"{version}/chitieu?trang=2")).text
    assert '<a href="?trang=1" rel="prev">' in page


async def the_figures(office: Office, version: str) -> dict[str, str]:
    """The fields of the page of figures, with what they hold; of ticks those that are set."""
    page = unescape((await office.desk.get(f"{version}/chitieu")).text)
    ticks = re.findall(r'name="(keep-[^"]+)" value="(1)" checked', page)
    return dict(ticks) | dict(
        re.findall(r'name="((?:name|said)-[^"]+)"[^>]* value="([^"]*)"', page)
    )


def of_figure(fields: dict[str, str], kind: str, words: str) -> str:
    return next(name for name in fields if name.startswith(f"{kind}-") and words in name)


async def put_right(office: Office, version: str) -> None:
    """Drop the taps and name the benches otherwise."""
    fields = await the_figures(office, version)
    del fields[of_figure(fields, "keep", "voi-nuoc")]
    fields[of_figure(fields, "name", "ghe-da")] = "Ghế đá mới"
    await office.desk.post(f"{version}/chitieu", **fields)


async def test_a_new_version_keeps_what_was_put_right_where_the_sentence_is_the_same(
    office: Office, town: Town
) -> None:
    first = await office.puts_in(PLAN)
    await put_right(office, first)
    await office.uses(first)
    second = await office.puts_in(PLAN.replace("I. MỤC TIÊU", "I. MỤC TIÊU\n0. Chung"), of="ghe-da")
    fields = await the_figures(office, second)
    assert not [name for name in fields if "keep" in name and "voi-nuoc" in name]
    assert fields[of_figure(fields, "name", "ghe-da")] == "Ghế đá mới"
    await office.uses(second)
    with town.database.reading() as session:
        rows = session.exec(select(PlanVersion).order_by(PlanVersion.id)).all()  # type: ignore[arg-type]
    ids = [[target["id"] for target in row.data["targets"]] for row in rows]
    assert ids[0] == ids[1], "what is said of a figure hangs on its id"
    assert [row.state for row in rows] == ["past", "live"]


async def test_another_year_keeps_the_ticks(office: Office) -> None:
    version = await office.puts_in(PLAN)
    await put_right(office, version)
    about = unescape((await office.desk.get(version)).text)
    fields = dict(re.findall(r'<input name="(\w+)"[^>]* value="([^"]*)"', about))
    await office.desk.post(version, **{**fields, "last_year": "2027"})
    kept = await the_figures(office, version)
    assert not [name for name in kept if "keep" in name and "voi-nuoc" in name]
    assert kept[of_figure(kept, "name", "ghe-da")] == "Ghế đá mới"


async def test_a_stopped_plan_can_have_a_new_version(office: Office) -> None:
    version = await office.puts_in(PLAN)
    await office.uses(version)
    await office.desk.post(f"{version}/ngung")
    listed = unescape((await office.desk.get("/kehoach")).text)
    assert '<option value="ghe-da">bản mới của' in listed


async def test_two_versions_of_a_plan_are_never_live(office: Office, town: Town) -> None:
    await office.uses(await office.puts_in(PLAN))
    now = town.clock()
    row = PlanVersion(plan="ghe-da", file="x", state="live", created_at=now, changed_at=now)
    with pytest.raises(IntegrityError), town.database.transaction() as session:
        session.add(row)


def test_reading_that_wants_too_much_memory_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    content = (PLAN + "- Trồng thêm 30 cây bóng mát.\n" * 400_000).encode()
    monkeypatch.setattr(live, "MEMORY", 24 * 2**20)
    assert live.read_apart("lon.txt", content, "lon", "").problem == "bomb"


async def test_without_a_file_it_says_so(office: Office) -> None:
    await office.desk.get("/kehoach")
    assert "Chưa có tệp nào" in (await office.desk.post("/kehoach", of="")).text


async def test_an_official_cannot_put_a_plan_in(office: Office, binh: Someone, town: Town) -> None:
    version = await office.puts_in(PLAN)
    async with signed_in(binh, office.url) as desk:
        assert (await desk.get("/kehoach")).status_code == 403
        assert (await desk.post(f"{version}/dung")).status_code == 403


async def test_hostile_words_bring_nothing_into_the_pages(office: Office) -> None:
    bad = "<script>alert(1)</script>"
    text = PLAN.replace("Đặt ghế đá, xây", f"{bad} Đặt ghế đá, xây").replace(
        "1. Đặt mới", f"1. {bad} Đặt mới"
    )
    version = await office.puts_in(text, f"{bad}.txt")
    for path in (version, f"{version}/chitieu", f"{version}/thu?q={bad}", "/kehoach"):
        page = await office.desk.get(path)
        assert page.status_code == 200 and bad not in page.text
        assert wrong_in(page.text) == [], path


async def test_a_plan_that_cannot_be_read_leaves_those_before_in_use(
    office: Office, own_tools: Tools
) -> None:
    before = own_tools.knowledge
    version = await office.puts_in(PLAN)
    with office.town.database.transaction() as session:
        session.exec(select(PlanVersion)).one().data = {"id": "ghe-da"}
    with office.town.database.transaction() as session:
        row = session.exec(select(PlanVersion)).one()
        row.state = "live"
    await office.plans.settle()
    assert own_tools.knowledge is before, version


def test_a_plan_is_called_by_its_title_without_the_capitals_of_its_kind() -> None:
    assert short_name("KẾ HOẠCH Đặt ghế đá tại Lai Châu") == "Kế hoạch Đặt ghế đá tại Lai Châu"
    assert len(short_name("CHƯƠNG TRÌNH " + "phát triển đô thị " * 20)) <= LONGEST_NAME + 1


def test_years_that_a_clerk_gives_are_those_of_the_figures(tmp_path: Path) -> None:
    plan = of_lines(tmp_path, "QUYẾT ĐỊNH", "Về ghế đá", "I. VIỆC", "1. Đặt 20 ghế đá.")
    fields = {**dict.fromkeys(TEXTS, ""), "title": plan.title, "issued": ""}
    years = {"first_year": "2027", "last_year": "2028"}
    changed = mended(plan, {**fields, **years})
    assert isinstance(changed, Plan)
    assert [target.period for target in (*plan.targets, *changed.targets)] == [
        *("không nêu năm", "Giai đoạn 2027-2028"),
    ]


async def test_what_should_be_looked_at_is_marked(office: Office) -> None:
    """A section with nothing in it, and a gap in the numbers."""
    text = PLAN.replace("II. TỔ", "II. TRỐNG\nIII. TỔ").replace("2. Xây", "4. Xây")
    version = await office.puts_in(text.replace("3. Lắp", "5. Lắp"))
    page = unescape((await office.desk.get(f"{version}/chitieu")).text)
    assert "2 chỗ cần xem lại" in page
    assert "I.4</span> số thứ tự nhảy cách" in page and "không có nội dung bên dưới: TRỐNG" in page


async def test_a_table_with_a_cell_a_line_is_marked(office: Office) -> None:
    cells = "Cây xanh\n30 cây\nTổ 1\nĐèn đường\n12 bóng\nTổ 2\nGhế đá\n8 ghế\nTổ 3\n"
    version = await office.puts_in(PLAN.replace("II. TỔ", f"II. PHÂN CÔNG\n{cells}III. TỔ"))
    page = unescape((await office.desk.get(f"{version}/chitieu")).text)
    assert "bảng bị tách mỗi ô một dòng: Cây xanh" in page
    assert page.count("mỗi ô một dòng") == 1


async def test_what_was_taken_for_front_and_end_is_shown(office: Office) -> None:
    """With its lines that may be content marked."""
    lost = "Các thôn tự chọn ngày dọn vệ sinh và ghi vào sổ của thôn, " + "rồi báo cho xã " * 10
    text = f"{PLAN}7. Kinh phí lấy từ ngân sách xã.\n{lost}\nMỤC LỤC\nI. MỤC TIÊU 2\nII. TỔ 3\n"
    version = await office.puts_in(text)
    page = unescape((await office.desk.get(f"{version}/chitieu")).text)
    assert "Đầu và cuối văn bản" in page
    assert "<li>Số: 45/KH-UBND</li>" in page and "<li>- Lưu: VT.</li>" in page
    assert "<li>II. TỔ 3</li>" in page
    odd = re.findall(r"có thể là nội dung: (\w+)", page)
    assert odd == ["7", "Các"]


async def test_a_number_that_is_there_twice_is_marked(office: Office) -> None:
    version = await office.puts_in(PLAN.replace("II. TỔ", "I. TỔ").replace("3. Lắp", "2. Lắp"))
    page = unescape((await office.desk.get(f"{version}/chitieu")).text)
    assert "I(2)</span> số này đã có ở trên" in page and "I.2(2)</span> số này đã có" in page


def test_rows_of_two_tables_with_the_same_number_are_not_marked(tmp_path: Path) -> None:
    document = docx.Document()
    for line in ("KẾ HOẠCH", "Trồng cây năm 2026", "I. KINH PHÍ"):
        document.add_paragraph(line)
    for words in ("Ghế đá", "Đèn"):
        for row, cells in zip(document.add_table(2, 3).rows,
                              (("TT", "Việc", "Số tiền"), ("1", words, "9 triệu đồng")),
                              strict=True):  # fmt: skip
            for cell, text in zip(row.cells, cells, strict=True):
                cell.text = text
        document.add_paragraph("Nguồn khác:")
    document.save(str(tmp_path / "a.docx"))
    plan, source = live.plan_in_file(tmp_path / "a.docx", "a", "Lai Châu")
    assert "1(2)" in str([item.id for item in items_of(plan)])
    assert [line for line in odd_lines(plan, source) if line.why == "twice"] == []


async def test_the_same_document_is_told_and_becomes_the_next_version(
    office: Office, an: Someone
) -> None:
    first = await office.puts_in(PLAN)
    assert "Đây là bản mới của nó" not in (await office.desk.get(first)).text
    await office.uses(first)
    again = await office.puts_in(PLAN)
    assert "đang dùng rồi, y như thế" in (await office.desk.get(again)).text
    newer = await office.puts_in(NEXT)
    about = (await office.desk.get(newer)).text
    assert "giống kế hoạch đang dùng" in about and "số 45/KH-UBND" in about
    await office.desk.post(f"{newer}/banmoi")
    assert "Đây là bản mới của nó" not in (await office.desk.get(newer)).text
    page = unescape((await office.desk.get(f"{newer}/chitieu")).text)
    assert "<td>120 ghế đá</td><td>150 ghế đá</td>" in page
    await office.uses(newer)
    with office.town.database.reading() as session:
        rows = session.exec(select(PlanVersion).where(PlanVersion.state == "live")).all()
    assert [(row.plan, f"/kehoach/{row.id}") for row in rows] == [("ghe-da", newer)]
    other = await office.puts_in(PLAN.replace("45/KH", "46/KH").replace("Đặt ghế đá", "Trồng cây"))
    assert "Đây là bản mới của nó" not in (await office.desk.get(other)).text


async def test_a_figure_that_is_gone_stands_among_the_changes(office: Office) -> None:
    await office.uses(await office.puts_in(PLAN))
    less = "\n".join(line for line in PLAN.split("\n") if "35 vòi" not in line)
    second = await office.puts_in(less, of="ghe-da")
    page = unescape((await office.desk.get(f"{second}/chitieu")).text)
    assert re.search(r"<td>Vòi[^<]*</td><td>35 vòi[^<]*</td><td>không còn</td>", page)


async def test_a_plan_of_a_ward_of_the_city_is_no_other_places(office: Office) -> None:
    ward = PLAN.replace("thành phố Lai Châu", "phường Đoàn Kết").replace(
        "THÀNH PHỐ LAI CHÂU", "PHƯỜNG ĐOÀN KẾT"
    )
    page = unescape((await office.desk.get(await office.puts_in(ward))).text)
    assert "Kế hoạch của phường Đoàn Kết: trả lời khi" in page and "không phải" not in page


async def test_answers_of_a_plan_in_a_folder_are_put_right_too(office: Office, an: Someone) -> None:
    question = "sau này dân đi lại trong phố thế nào cho tiện?"
    page = await office.desk.get("/kehoach/lai-chau-2030/thu", q=question)
    offered = re.findall(r'name="quote" value="([^"]+)"', page.text)
    quote = unescape(offered[-1])
    await office.desk.post("/kehoach/lai-chau-2030/thu", q=question, quote=quote, item="")
    await office.plans.settle()
    await an.says(question)
    assert f"<blockquote>{quote}</blockquote>" in an.heard
    assert (await office.desk.get("/kehoach/no-such/thu")).status_code == 404
