"""The board in the open: cards, a page for each, figures, files, a feed; nothing personal."""

import csv
import io
import json
import re
from collections.abc import AsyncIterator
from datetime import timedelta
from types import SimpleNamespace
from typing import Any, cast
from xml.etree import ElementTree

import httpx
import pytest
from sqlmodel import select
from starlette.applications import Starlette

from bot.channels.web.channel import Web
from bot.core.turn import Tools
from bot.people.roles import CONSENT_VERSION
from bot.public.pages import Board
from bot.public.views import street
from bot.reports import place_spots
from db.models import Consent, Person, Photo, Report
from tests.channels.web.web_fixtures import serving
from tests.hostile import TEXTS
from tests.public.rows import ANSWER, SECRETS, add_reports
from tests.reports.desk.desks import add_cases, served, signed_in, statements, wrong_in
from tests.town import Someone, Town, report


@pytest.fixture
async def board(town: Town, tools: Tools) -> AsyncIterator[httpx.AsyncClient]:
    """A browser of anybody's on the board."""
    pages = Board(town.database, tools, town.media, town.clock)
    nothing = cast(Web, SimpleNamespace(close=lambda: None))
    async with (
        serving(Starlette(routes=pages.routes()), nothing) as url,
        httpx.AsyncClient(base_url=url, timeout=60) as http,
    ):
        yield http


async def read(board: httpx.AsyncClient, path: str = "/congkhai", **query: str) -> str:
    answer = await board.get(path, params=query or None)
    assert answer.status_code == 200, answer.text
    return answer.text


def codes(html: str) -> list[str]:
    return re.findall(r'class="open" href="/congkhai/(LC-\w{6})"', html)


def lets_show(town: Town) -> None:
    """Everybody who sent something had agreed to the text that says what is public."""
    with town.database.transaction() as session:
        for person in session.exec(select(Person)).all():
            session.add(Consent(person_id=person.id, version=CONSENT_VERSION,
                                given_at=town.clock() - timedelta(days=900)))  # fmt: skip


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
    assert "đã tiếp nhận" in await read(board, f"/congkhai/{code}")


@pytest.mark.parametrize(("answer", "said"), [("Chưa xong", "chưa xong"),
                                              ("Xong một phần", "mới xong một phần")])  # fmt: skip
async def test_a_resident_who_says_no_is_heard_in_the_open(
    town: Town, an: Someone, binh: Someone, board: httpx.AsyncClient, answer: str, said: str
) -> None:
    code = await report(an)
    await binh.does(button=f"case:accept:{code}")
    await binh.does(button=f"case:resolve:{code}")
    await binh.says("Đã phạt và trồng lại hai cây")
    await binh.presses("Gửi")
    await an.presses(answer)
    if answer == "Chưa xong":
        await an.says("Cây mới trồng đã chết rồi")
        await an.presses("Gửi")
    for path in ("/congkhai", f"/congkhai/{code}"):
        text = await read(board, path)
        assert f"người gửi nói {said} ({town.clock():%d/%m/%Y})" in text, path
        assert "Cơ quan đã trả lời trước đó" in text and "trồng lại hai cây" in text, path
        assert "Cây mới trồng đã chết" not in text


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


async def test_the_link_of_a_merged_report_leads_on_and_a_withdrawn_one_is_gone(
    town: Town, board: httpx.AsyncClient
) -> None:
    now, merged = town.clock(), {"status": "rejected"}
    (main,) = await add_reports(town.database, now, 1)
    (held,) = await add_reports(town.database, now, 1, held="coarse")
    (row,) = await add_reports(town.database, now, 1, merged_into=main.id, **merged)
    answer = await board.get(f"/congkhai/{row.code.lower()}")
    assert (answer.status_code, answer.headers["location"]) == (301, f"/congkhai/{main.code}")
    (twice,) = await add_reports(town.database, now, 1, merged_into=row.id, **merged)
    answer = await board.get(f"/congkhai/{twice.code}", follow_redirects=True)
    assert answer.url.path == f"/congkhai/{main.code}"
    (hidden,) = await add_reports(town.database, now, 1, merged_into=held.id, **merged)
    assert (await board.get(f"/congkhai/{hidden.code}")).status_code == 404
    assert (await board.get(f"/congkhai/{held.code}")).status_code == 404
    (gone,) = await add_reports(town.database, now, 1, status="withdrawn", ended_at=now)
    answer = await board.get(f"/congkhai/{gone.code}")
    assert answer.status_code == 410 and "đã được người gửi rút" in answer.text


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


async def test_the_history_names_offices_and_leaves_out_what_was_a_mistake(
    town: Town, an: Someone, binh: Someone, board: httpx.AsyncClient, conversation: Any
) -> None:
    code = await report(an)
    async with served(town, conversation) as url, signed_in(binh, url) as desk:
        page = (await desk.does(code, "reject", words="Việc này không thuộc phường")).text
        number = re.search(r'"take_back"><input type="hidden" name="to" value="(\d+)"', page)
        assert number
        await desk.does(code, "take_back", to=number[1])
        await desk.does(code, "accept")
        await desk.does(code, "forward", to="ubnd_doan_ket")
    text = await read(board, f"/congkhai/{code}")
    history = text.partition('id="past"')[2].partition("</ol>")[0]
    assert "đã tiếp nhận · UBND phường Tân Phong" in history
    assert "(UBND phường Tân Phong → UBND phường Đoàn Kết)" in history
    assert "mới gửi · người gửi" in history
    assert "không xử lý" not in history and "rút lại" not in history


async def test_pictures_stand_beside_what_they_show(
    town: Town, an: Someone, binh: Someone, board: httpx.AsyncClient
) -> None:
    code = await report(an)
    await binh.does(button=f"case:accept:{code}")
    await binh.does(button=f"case:resolve:{code}")
    await binh.sends_photos("blue", caption="Đã phạt và trồng lại hai cây")
    await binh.presses("Gửi")
    with town.database.transaction() as session:
        photos = session.exec(select(Photo).order_by(Photo.id)).all()  # type: ignore[arg-type]
        for photo in photos:
            photo.released_at = town.clock()
        sent, answering = (photo.id for photo in photos)
    text = await read(board, f"/congkhai/{code}")
    before, _, after = text.partition("Ảnh của cơ quan")
    assert f"/anh/{sent}?" in before and f"/anh/{answering}?" not in before
    assert f"/anh/{answering}?" in after and f"/anh/{sent}?" not in after


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
    members = json.loads(await read(board, "/congkhai/phan-anh.json"))
    assert len(members) == 5 and "latitude" in members[0]
    feed = ElementTree.fromstring(await read(board, "/congkhai/atom.xml"))
    atom = "{http://www.w3.org/2005/Atom}"
    entries = feed.findall(f"{atom}entry")
    assert len(entries) == 5
    for name in ("id", "title", "updated"):
        assert feed.find(f"{atom}{name}") is not None
        assert all(entry.find(f"{atom}{name}") is not None for entry in entries)


async def test_a_picture_is_there_once_its_agency_released_it(
    town: Town, an: Someone, binh: Someone, board: httpx.AsyncClient, conversation: Any
) -> None:
    code = await report(an)
    with town.database.reading() as session:
        photo = session.exec(select(Photo.id)).one()
    assert "/congkhai/anh/" not in await read(board, f"/congkhai/{code}")
    assert (await board.get(f"/congkhai/anh/{photo}")).status_code == 404
    async with served(town, conversation) as url, signed_in(binh, url) as desk:
        released = await desk.does(code, "release", photo=str(photo))
        assert "1 ảnh hiện trên bảng công khai" in released.text
        assert f"/congkhai/anh/{photo}" in await read(board, f"/congkhai/{code}")
        shown = await board.get(f"/congkhai/anh/{photo}", params={"nho": "1"})
        assert shown.headers["content-type"] == "image/jpeg"
        await desk.does(code, "release")
        assert (await board.get(f"/congkhai/anh/{photo}")).status_code == 404
        await desk.does(code, "release", photo=str(photo))
    with town.database.transaction() as session:
        session.exec(select(Report)).one().held = "coarse"
    assert (await board.get(f"/congkhai/anh/{photo}")).status_code == 404


async def test_hostile_words_are_words_in_the_open_too(
    town: Town, board: httpx.AsyncClient
) -> None:
    now = town.clock()
    for text in TEXTS:
        await add_reports(town.database, now, 1, description=text, place=f"đường {text}")
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


@pytest.mark.parametrize(
    "path", ["x", "LC-222222", "%00", "é", "anh/0", "anh/x", "anh/" + "1" * 30]
)
async def test_a_forged_address_shows_nothing(board: httpx.AsyncClient, path: str) -> None:
    assert (await board.get(f"/congkhai/{path}")).status_code == 404


async def test_a_card_takes_no_more_statements_than_thirty(
    town: Town, board: httpx.AsyncClient
) -> None:
    counts = []
    for more in (1, 40):
        await add_reports(town.database, town.clock(), more)
        with statements(town.database) as seen:
            await read(board)
        counts.append(len([line for line in seen if line.startswith("SELECT")]))
    assert counts[0] == counts[1] <= 7, counts


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


async def test_the_map_gathers_what_is_near_and_shows_the_rest_one_by_one(
    town: Town, board: httpx.AsyncClient
) -> None:
    now, everywhere = town.clock(), {"nam": "22", "bac": "23", "tay": "103", "dong": "104"}
    await add_reports(town.database, now - timedelta(days=40), 12)
    (far,) = await add_reports(town.database, now, 1, latitude=22.5, longitude=103.6)
    await add_reports(town.database, now, 2, held="coarse", latitude=22.6, longitude=103.7)
    await add_reports(town.database, now, 1, latitude=None, longitude=None)
    lets_show(town)
    text = await read(board, "/congkhai/ban-do.json", muc="12", **everywhere)
    data = json.loads(text)
    assert [(square["n"], square["at"]) for square in data["many"]] == [(12, [22.396, 103.458])]
    assert data["many"][0]["late"] == 12
    assert [one["code"] for one in data["one"]] == [far.code] and data["one"][0]["late"] is False
    assert [secret for secret in SECRETS if secret in text] == []
    whole = json.loads(await read(board, "/congkhai/ban-do.json", muc="3", **everywhere))
    assert [square["n"] for square in whole["many"]] == [13]
    late = await read(board, "/congkhai/ban-do.json", muc="12", tinhtrang="late", **everywhere)
    assert json.loads(late)["one"] == []


async def test_cases_at_one_spot_or_place_are_listed_where_the_map_splits_no_more(
    town: Town, board: httpx.AsyncClient
) -> None:
    now, everywhere = town.clock(), {"nam": "22", "bac": "23", "tay": "103", "dong": "104"}
    here = await add_reports(town.database, now, 23)
    nowhere = {"latitude": None, "longitude": None, "place_key": "cho san thang"}
    there = await add_reports(town.database, now, 2, **nowhere)
    await add_reports(town.database, now, 3, latitude=None, longitude=None)
    with town.database.transaction() as session:
        place_spots.place(session, "cho san thang", (22.393, 103.455), now)
    lets_show(town)
    text = await read(board, "/congkhai/ban-do.json", muc="17", **everywhere)
    data = json.loads(text)
    (square,), (place,) = data["many"], data["about"]
    assert [case["code"] for case in square["cases"]] == [row.code for row in here[:2:-1]]
    assert square["n"] == 23 and square["cases"][0]["category"] == "Cây chết, sâu bệnh"
    assert {case["code"] for case in place["cases"]} == {row.code for row in there}
    assert [secret for secret in SECRETS if secret in text] == []
    far = json.loads(await read(board, "/congkhai/ban-do.json", muc="12", **everywhere))
    assert far["many"][0]["cases"] == [] and len(far["about"][0]["cases"]) == 2
    assert not data["cut"]
    assert "3 phản ánh không rõ vị trí" in await read(board, "/congkhai/ban-do")


async def test_kinds_have_a_colour_and_a_sign_on_the_map(
    town: Town, board: httpx.AsyncClient, tools: Tools
) -> None:
    everywhere = {"nam": "22", "bac": "23", "tay": "103", "dong": "104", "muc": "18"}
    for number, kind in enumerate(("cay_chet", "lan_via_he")):
        await add_reports(town.database, town.clock(), 1, category=kind, latitude=22.4 + number / 9)
    data = json.loads(await read(board, "/congkhai/ban-do.json", **everywhere))
    shown = {one["category"]: (one["colour"], one["icon"]) for one in data["one"]}
    assert shown == {"Cây chết, sâu bệnh": (1, "🌳"), "Lấn chiếm vỉa hè, lòng đường": (0, "🏗")}
    page = await read(board, "/congkhai/ban-do")
    for number, group in enumerate(tools.city.groups):
        assert f'<span class="pin colour-{number}">{group.icon}</span> {group.name}' in page


async def test_the_map_says_when_it_does_not_show_all_squares(
    town: Town, board: httpx.AsyncClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("bot.reports.map.MOST", 2)
    everywhere = {"nam": "22", "bac": "23", "tay": "103", "dong": "104", "muc": "18"}
    for number in range(3):
        await add_reports(town.database, town.clock(), 1, latitude=22.4 + number / 100)
    data = json.loads(await read(board, "/congkhai/ban-do.json", **everywhere))
    assert data["cut"] and len(data["one"]) == 2


async def test_a_fine_box_tells_no_more_than_the_rounding(
    town: Town, board: httpx.AsyncClient
) -> None:
    (pin,) = await add_reports(town.database, town.clock(), 1, latitude=22.50012, longitude=103.6)
    lets_show(town)
    at = {"tay": "103", "dong": "104", "muc": "18"}
    holding = {"nam": "22.50011", "bac": "22.50013"}
    beside = {"nam": "22.49981", "bac": "22.49983"}
    for side in (holding, beside):
        data = json.loads(await read(board, "/congkhai/ban-do.json", **side, **at))
        assert [one["code"] for one in data["one"]] == [pin.code]
    page = await read(board, "/congkhai/ban-do")
    assert "22.49012" not in page and "22.51012" not in page


@pytest.mark.parametrize("nam", ["", "x", "nan", "inf", "-inf", "99"])
async def test_no_box_no_map(board: httpx.AsyncClient, nam: str) -> None:
    query = {"nam": nam, "bac": "23", "tay": "103", "dong": "104", "muc": "12"}
    answer = await board.get("/congkhai/ban-do.json", params=query)
    assert answer.status_code == 404
    assert (await board.get("/congkhai/ban-do")).status_code == 200


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
