"""The board in the open: cards, a page for each, figures, files, a feed; nothing personal."""

import csv
import io
import json
import re
from collections.abc import Sequence
from datetime import timedelta
from xml.etree import ElementTree

import httpx
import pytest
from sqlmodel import select
from starlette.applications import Starlette

from bot.core import chain
from bot.core.deep_links import qr_svg
from bot.core.turn import Tools
from bot.people.roles import CONSENT_VERSION
from bot.public.pages import Board
from bot.public.views import street
from db.models import Consent, Report
from tests.hostile import SOME_OR_ALL
from tests.oversight.kit import stated
from tests.public.boards import codes, lets_show, read
from tests.public.rows import ANSWER, SECRETS, add_reports
from tests.reports.desk.desks import add_cases, statements, wrong_in
from tests.town import Someone, Town, report


async def test_a_report_stands_there_with_its_story_and_what_was_done(
    town: Town, an: Someone, binh: Someone, board: httpx.AsyncClient
) -> None:
    code = await report(an, place="số 12 đường Trần Phú, phường Tân Phong",
                        description="Chặt hai cây phượng, gọi tôi 0912345678")  # fmt: skip
    await binh.does(button=f"case:accept:{code}")
    await binh.does(button=f"case:resolve:{code}")
    await binh.says("Đã phạt và trồng lại hai cây, liên hệ 0912345678")
    await binh.presses("Gửi")
    await an.presses("Đã xong")
    for path in ("/congkhai", f"/congkhai/{code}", f"/congkhai/{code.lower()}"):
        text = await read(board, path)
        for words in ("Chặt hạ, dịch chuyển cây trái phép", "Chặt hai cây phượng", "đường Trần Phú",
                      "phường Tân Phong", "đã xử lý", "Đã phạt và trồng lại", "UBND phường",
                      "23/11/2026", "người gửi xác nhận đã xong", "đúng hạn"):  # fmt: skip
            assert words in text, (path, words)
        assert "0912345678" not in text and "số 12" not in text
    page = await read(board, f"/congkhai/{code}")
    assert "đã tiếp nhận" in page and qr_svg(f"https://giamsat.example.vn/congkhai/{code}") in page


async def test_words_of_who_agreed_to_an_older_text_are_not_shown(
    town: Town, board: httpx.AsyncClient
) -> None:
    await add_reports(town.database, town.clock(), 1, description="Cây đổ trước chợ",
                      place="đường Trần Phú")  # fmt: skip
    assert "Cây đổ trước chợ" not in await read(board) and "Trần Phú" not in await read(board)
    lets_show(town)
    assert "Cây đổ trước chợ" in await read(board) and "đường Trần Phú" in await read(board)
    with town.database.transaction() as session:
        for consent in session.exec(select(Consent)).all():
            consent.withdrawn_at = town.clock()
    assert "Cây đổ trước chợ" not in await read(board)


async def test_words_are_looked_for_in_what_the_board_shows_and_nowhere_else(
    town: Town, board: httpx.AsyncClient
) -> None:
    now = town.clock()
    story = "Quán phở lấn vỉa hè, chủ quán là Nguyễn Văn Hùng 0912345678"
    (stall,) = await add_reports(town.database, now, 1, description=story,
                                 place="số 7 đường Trần Phú")  # fmt: skip
    (tree,) = await add_reports(town.database, now, 1, description="Cây đổ cạnh vỉa hè",
                                place="đường Lê Duẩn")  # fmt: skip
    assert codes(await read(board, tim="vỉa hè")) == []  # who sent them did not agree to show them
    lets_show(town)
    assert codes(await read(board, tim="via he")) == [tree.code, stall.code]
    assert codes(await read(board, tim="vỉa hè Trần Phú")) == [stall.code]
    for hidden in ("0912345678", "Hùng", "số 7"):
        assert codes(await read(board, tim=hidden)) == []
    html = await read(board, tim='<b>"phở', loai="trat_tu")
    assert "&lt;b&gt;&#34;phở" in html and "<b>&#34;" not in html


async def test_a_code_that_is_typed_leads_to_its_report(
    town: Town, board: httpx.AsyncClient
) -> None:
    (row,) = await add_reports(town.database, town.clock(), 1)
    for typed in (row.code, row.code.lower().removeprefix("lc-"), f"mã {row.code} tới đâu rồi"):
        answer = await board.get("/congkhai", params={"tim": typed})
        assert answer.headers["location"] == f"/congkhai/{row.code}", typed
    assert "Không có phản ánh nào" in await read(board, tim="LC-AAAAAA")


async def test_a_kind_is_found_by_its_name(town: Town, board: httpx.AsyncClient) -> None:
    now = town.clock()
    (fallen,) = await add_reports(town.database, now, 1, category="cay_do_chan_duong")
    await add_reports(town.database, now, 1, category="co_noi")
    for typed in ("cây đổ", "cay do", "Cây đổ chắn đường"):
        assert codes(await read(board, tim=typed)) == [fallen.code], typed
    assert codes(await read(board, tim="cây đổ", loai="co_noi")) == []


async def test_a_short_word_with_its_marks_is_no_beginning_of_another(
    town: Town, board: httpx.AsyncClient
) -> None:
    now = town.clock()
    (lake,) = await add_reports(town.database, now, 1, description="Rác nổi đầy hồ", place="")
    (street,) = await add_reports(town.database, now, 1, description="Rác đường Hoàng Văn Thái",
                                  place="")  # fmt: skip
    lets_show(town)
    assert codes(await read(board, tim="hồ")) == [lake.code]
    assert codes(await read(board, tim="ho")) == [street.code, lake.code]
    assert codes(await read(board, tim="hoàng")) == [street.code]


async def test_a_link_passed_on_shows_what_it_is_about(
    town: Town, board: httpx.AsyncClient
) -> None:
    (row,) = await add_reports(town.database, town.clock(), 1, description='Cây "đổ" <b>ngang</b>')
    lets_show(town)
    html = await read(board, f"/congkhai/{row.code}")
    (title,) = re.findall(r'property="og:title" content="([^"]+)"', html)
    (words,) = re.findall(r'property="og:description" content="([^"]+)"', html)
    assert row.code in title and "phường" in words and "đang trong hạn" in words
    assert "&#34;đổ&#34;" in words and "<b>" not in words
    assert words in re.findall(r'name="description" content="([^"]+)"', html)
    assert "og:image" not in html, "it has no picture that its agency released"


async def test_a_search_goes_on_behind_the_reports_it_looked_through(
    town: Town, board: httpx.AsyncClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("bot.public.pages.LOOKED_THROUGH", 3)
    monkeypatch.setattr("bot.public.pages.A_PAGE", 2)
    await add_reports(town.database, town.clock(), 7, description="Rác đầy vỉa hè")
    lets_show(town)
    found: list[str] = []
    path: str | None = "/congkhai?tim=v%E1%BB%89a+h%C3%A8"
    while path:
        html = await read(board, path)
        found += codes(html)
        match = re.search(r'rel="next" href="([^"]+)"', html)
        path = match[1].replace("&amp;", "&") if match else None
    assert len(found) == len(set(found)) == 7


async def test_no_link_tells_that_hidden_words_were_found(
    town: Town, board: httpx.AsyncClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("bot.public.pages.LOOKED_THROUGH", 3)
    (shown,) = await add_reports(town.database, town.clock(), 1, description="Rác Hùng Vương")
    await add_reports(town.database, town.clock(), 7, description="Rác đầy, do Nguyễn Văn Hùng xả")
    lets_show(town)
    html = await read(board, tim="Hùng")
    assert codes(html) == [shown.code] and 'rel="next"' not in html


def test_the_consent_says_what_is_public(tools: Tools) -> None:
    said = tools.texts("privacy.whole_consent", version=CONSENT_VERSION, page=False)
    assert "Bảng công khai" in said and "sau khi máy che" in said


async def test_nothing_personal_stands_on_any_page(town: Town, board: httpx.AsyncClient) -> None:
    since = town.clock() - timedelta(days=400)
    rows = [
        *await add_reports(town.database, since, 30),
        *await add_reports(town.database, since, 30, status="resolved",
                           ended_at=since + timedelta(days=60)),
        *await add_reports(town.database, since, 30, area="doan_ket", status="rejected",
                           ended_at=since + timedelta(days=60)),
    ]  # fmt: skip
    lets_show(town)
    paths = ["/congkhai", "/congkhai/so-lieu", "/congkhai/atom.xml", "/congkhai/phan-anh.csv",
             "/congkhai/phan-anh.json", "/congkhai?tinhtrang=resolved", "/congkhai?truoc=40",
             *(f"/congkhai/{row.code}" for row in rows)]  # fmt: skip
    for path in paths:
        text = await read(board, path)
        assert [secret for secret in SECRETS if secret in text] == [], path
    assert "Đã xử lý xong" in await read(board, "/congkhai?tinhtrang=resolved")
    assert ANSWER.startswith("=")


async def test_what_is_not_public_is_nowhere(town: Town, board: httpx.AsyncClient) -> None:
    now = town.clock()
    (main,) = await add_reports(town.database, now, 1)
    hidden = [
        *await add_reports(town.database, now, 1, held="denounced"),
        *await add_reports(town.database, now, 1, status="withdrawn", ended_at=now),
        *await add_reports(town.database, now, 1, status="rejected", merged_into=main.id),
    ]
    shown = await read(board)
    assert codes(shown) == [main.code]
    for row in hidden:
        answer = await board.get(f"/congkhai/{row.code}")
        assert row.description not in answer.text and answer.status_code in (301, 404, 410)
        for path in ("/congkhai/atom.xml", "/congkhai/phan-anh.csv", "/congkhai/phan-anh.json"):
            assert row.code not in await read(board, path)


async def test_filters_and_older_pages(town: Town, board: httpx.AsyncClient) -> None:
    now = town.clock()
    old = await add_reports(town.database, now - timedelta(days=70), 1, area="doan_ket")
    late = await add_reports(town.database, now - timedelta(days=30), 1)
    done = await add_reports(town.database, now - timedelta(days=3), 1, status="resolved",
                             ended_at=now, category="lan_via_he", agency="so_xay_dung")  # fmt: skip
    one = {name: [row.code for row in rows] for name, rows in
           (("old", old), ("late", late), ("done", done))}  # fmt: skip
    assert codes(await read(board, phuong="doan_ket")) == one["old"]
    assert codes(await read(board, loai="trat_tu_xay_dung")) == one["done"]
    assert codes(await read(board, loai="lan_via_he", coquan="so_xay_dung")) == one["done"]
    assert codes(await read(board, tinhtrang="resolved")) == one["done"]
    assert codes(await read(board, tinhtrang="late")) == [*one["late"], *one["old"]]
    assert codes(await read(board, thang="2026-09")) == one["old"]
    for hostile in ("x", "<script>", "1" * 40, "2026-13", "../etc"):
        page = await read(board, phuong=hostile, loai=hostile, coquan=hostile, tinhtrang=hostile,
                          thang=hostile, truoc=hostile)  # fmt: skip
        assert len(codes(page)) == 3 and wrong_in(page) == []
    more = await add_reports(town.database, now, 40)
    first = await read(board)
    following = re.search(r'rel="next" href="([^"]+)"', first)
    assert following and len(codes(first)) == 30
    rest = codes(await read(board, following[1]))
    assert len(rest) == 13 and not set(rest) & set(codes(first)) and more


async def test_the_wards_add_up_with_what_has_no_ward(town: Town, board: httpx.AsyncClient) -> None:
    now = town.clock()
    await add_reports(town.database, now - timedelta(days=3), 2)
    await add_reports(town.database, now - timedelta(days=3), 3, area=None)
    text = await read(board, "/congkhai/so-lieu")
    rows = dict(re.findall(r'<th scope="row">([^<]+)</th><td class="number">(\d+)', text))
    assert rows["Chưa rõ phường"] == "3" and rows["Toàn thành phố"] == "5"


async def test_the_feed_has_what_changed_last_first_and_links_keep_the_filters(
    town: Town, an: Someone, binh: Someone, board: httpx.AsyncClient
) -> None:
    code = await report(an)
    await add_reports(town.database, town.clock(), 1, area="doan_ket")
    town.clock.advance(days=2)
    await binh.does(button=f"case:accept:{code}")
    feed = ElementTree.fromstring(await read(board, "/congkhai/atom.xml"))
    atom = "{http://www.w3.org/2005/Atom}"
    first, second = feed.findall(f"{atom}entry")
    assert (first.findtext(f"{atom}id") or "").endswith(code)
    day = f"{town.clock():%Y-%m-%d}"
    assert (first.findtext(f"{atom}updated") or "").startswith(day)
    assert (feed.findtext(f"{atom}updated") or "").startswith(day)
    assert not (second.findtext(f"{atom}updated") or "").startswith(day)
    page = await read(board, phuong="doan_ket", tinhtrang="open")
    for file in ("phan-anh.csv", "phan-anh.json", "atom.xml"):
        assert f'href="/congkhai/{file}?phuong=doan_ket&amp;tinhtrang=open"' in page
    only = await read(board, "/congkhai/atom.xml", phuong="doan_ket")
    assert code not in only and "atom.xml?phuong=doan_ket" in only


async def test_figures_by_ward_kind_agency_and_month_with_a_table(
    town: Town, board: httpx.AsyncClient
) -> None:
    now = town.clock()
    await add_reports(town.database, now - timedelta(days=3), 2)
    await add_reports(town.database, now - timedelta(days=40), 3, area="doan_ket",
                      category="lan_via_he", status="resolved", ended_at=now)  # fmt: skip
    text = await read(board, "/congkhai/so-lieu")
    rows = re.findall(r'<th scope="row">(?:<a[^>]*>)?([^<]+)(?:</a>)?</th><td class="number">(\d+)',
                      text)  # fmt: skip
    counts = dict(rows)
    assert counts["phường Tân Phong"] == "2" and counts["phường Đoàn Kết"] == "3"
    assert counts["Lấn chiếm vỉa hè, lòng đường"] == "3" and counts["Toàn thành phố"] == "5"
    assert counts["11/2026"] == "2" and counts["10/2026"] == "3" and counts["12/2025"] == "0"
    assert "<svg" in text


async def test_files_and_the_feed_can_be_read(town: Town, board: httpx.AsyncClient) -> None:
    now = town.clock()
    rows = await add_reports(town.database, now - timedelta(days=9), 4)
    await add_reports(town.database, now, 1, area="doan_ket")
    lets_show(town)
    file = await board.get("/congkhai/phan-anh.csv", params={"phuong": "tan_phong"})
    table = list(csv.reader(io.StringIO(file.content.decode("utf-8-sig"))))
    assert {line[0] for line in table[1:]} == {row.code for row in rows}
    assert all(line[-1].endswith(f"/congkhai/{line[0]}") for line in table[1:])
    members = json.loads(await read(board, "/congkhai/phan-anh.json"))
    assert len(members) == 5 and "latitude" in members[0]
    feed = ElementTree.fromstring(await read(board, "/congkhai/atom.xml"))
    atom = "{http://www.w3.org/2005/Atom}"
    entries = feed.findall(f"{atom}entry")
    assert len(entries) == 5
    for name in ("id", "title", "updated"):
        assert feed.find(f"{atom}{name}") is not None
        assert all(entry.find(f"{atom}{name}") is not None for entry in entries)


async def test_the_feed_begins_with_the_answer_where_no_words_are_shown(
    town: Town, board: httpx.AsyncClient
) -> None:
    await add_reports(town.database, town.clock(), 1, status="resolved", ended_at=town.clock())
    feed = ElementTree.fromstring(await read(board, "/congkhai/atom.xml"))
    summary = feed.findtext(".//{http://www.w3.org/2005/Atom}summary") or ""
    assert summary[:1] not in ("", " ", "—")


@pytest.mark.parametrize("texts", SOME_OR_ALL)
async def test_hostile_words_are_words_in_the_open_too(
    town: Town, board: httpx.AsyncClient, texts: Sequence[str]
) -> None:
    now = town.clock()
    for text in texts:
        kept = text.replace("\0", "")  # which no column of PostgreSQL can hold
        await add_reports(town.database, now, 1, description=kept, place=f"đường {kept}")
    lets_show(town)
    last, pages = "/congkhai", []
    for _ in range(6):
        pages.append(await read(board, last))
        following = re.search(r'rel="next" href="([^"]+)"', pages[-1])
        last = following[1] if following else last
    with town.database.reading() as session:
        some = [row.code for row in session.exec(select(Report)).all()[:60]]
    pages += [await read(board, f"/congkhai/{code}") for code in some]
    for html in pages:
        assert wrong_in(html) == []
    ElementTree.fromstring(await read(board, "/congkhai/atom.xml"))


@pytest.mark.both_databases
@pytest.mark.parametrize(
    "path", ["x", "LC-222222", "%00", "é", "anh/0", "anh/x", "anh/" + "1" * 30]
)
async def test_a_forged_address_shows_nothing(board: httpx.AsyncClient, path: str) -> None:
    assert (await board.get(f"/congkhai/{path}")).status_code == 404


async def test_the_mark_of_the_history_stands_on_the_board(
    town: Town, board: httpx.AsyncClient
) -> None:
    stated(town)
    chain.seal(town.database, town.clock())
    for path in ("/congkhai", "/congkhai/so-lieu"):
        assert "Dấu niêm phong lịch sử: số 1," in (await board.get(path)).text


async def test_a_card_takes_no_more_statements_than_thirty(
    town: Town, board: httpx.AsyncClient
) -> None:
    counts = []
    for more in (1, 40):
        await add_reports(town.database, town.clock(), more)
        with statements(town.database) as seen:
            await read(board)
        counts.append(len([line for line in seen if line.startswith("SELECT")]))
    assert counts[0] == counts[1] <= 8, counts  # one of them for the mark of the history


@pytest.mark.parametrize(
    ("place", "shown"),
    [
        ("số 12 đường Trần Phú, tổ 5", "đường Trần Phú"),
        ("nhà bà Lan, ngõ 3 tổ 7", ""),
        ("trước nhà ông Nguyễn Văn Sáu đường Hoàng Hoa Thám", "đường Hoàng Hoa Thám"),
        ("chợ San Thàng", "chợ San Thàng"),
        ("0912345678", ""),
        ("", ""),
    ],
)
def test_of_a_place_the_street_is_public(tools: Tools, place: str, shown: str) -> None:
    assert street(place, tools.city) == shown


async def test_a_report_is_supported_from_the_board_by_one_tap(
    town: Town, an: Someone, board: httpx.AsyncClient
) -> None:
    code = await report(an)
    link = re.search(r'href="https://giamsat.example.vn/\?start=(ungho_[^"]+)"',
                     await read(board, f"/congkhai/{code}"))  # fmt: skip
    assert link
    mai = town.person("mai")
    await mai.commands("start", link[1])
    await mai.presses("Đồng ý")
    assert "1 người" in (await read(board, f"/congkhai/{code}"))


@pytest.mark.slow
async def test_a_thousand_pages_hold_nothing_personal(town: Town, tools: Tools) -> None:
    """The export's probes, and of each report a telephone, a number and a name of its own."""
    now, rows = town.clock(), []
    for number in range(1000):
        phone, paper = f"09{number:08}", f"0250{number:08}"
        words = (
            f"Nhà ông Sáu, gọi {phone} hoặc {phone[:4]} {phone[4:7]} {phone[7:]}, "
            f"CCCD {paper}, thư t{number}@thon.vn"
        )
        of = {"description": words, "place": f"số {number} ngõ 3 tổ 7, hỏi {phone}"}
        if number % 3 == 0:
            of |= {"status": "resolved", "ended_at": now}
        rows += await add_reports(town.database, now - timedelta(days=number % 300), 1, **of)
    lets_show(town)
    app = httpx.ASGITransport(
        Starlette(routes=Board(town.database, tools, town.media, town.clock).routes())
    )
    told = [secret for secret in SECRETS if secret != "Nhà ông Sáu"]
    async with httpx.AsyncClient(transport=app, base_url="http://board") as http:
        for number, row in enumerate(rows):
            text = (await http.get(f"/congkhai/{row.code}")).text
            phone = f"09{number:08}"
            own = [phone, f"{phone[:4]} {phone[4:7]} {phone[7:]}", f"0250{number:08}",
                   f"t{number}@", f"số {number} ngõ", "ông Sáu"]  # fmt: skip
            assert [secret for secret in (*told, *own) if secret in text] == [], row.code


async def test_search_engines_are_shown_what_is_public(
    town: Town, board: httpx.AsyncClient
) -> None:
    robots = await read(board, "/robots.txt")
    assert "Disallow: /viec" in robots
    assert "Sitemap: https://giamsat.example.vn/congkhai/sitemap.xml" in robots
    (shown,) = await add_cases(town.database, town.clock(), 1)
    (held,) = await add_cases(town.database, town.clock(), 1, held="spam")
    xml = await read(board, "/congkhai/sitemap.xml")
    assert f"<loc>https://giamsat.example.vn/congkhai/{shown}</loc>" in xml and held not in xml
    ElementTree.fromstring(xml)
