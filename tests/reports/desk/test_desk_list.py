"""The desk's list over HTTP: filters, search, pages, a bounded number of statements."""

import re
from collections.abc import Sequence
from datetime import timedelta
from html import unescape

import pytest
from sqlmodel import select

from bot.texts import cleaned
from db.models import Person, Photo, Report, ReportPart, Supporter
from tests.hostile import SOME_OR_ALL
from tests.reports.desk.desks import SEEN, Desk, add_cases, signed_in, statements, wrong_in
from tests.town import Someone, Town, picture

OPENS = re.compile(r'class="open" href="/viec/(LC-\w{6})(?:\?[^"]*)?"')


async def listed(desk: Desk, **query: str) -> list[str]:
    answer = await desk.get("/viec", **query)
    assert answer.status_code == 200, answer.text
    return OPENS.findall(answer.text)


async def test_a_line_says_what_one_chooses_by(town: Town, binh: Someone, desk: Desk) -> None:
    now = town.clock()
    (code,) = await add_cases(
        town.database, now, 1, category="cay_sap_do", urgent=True,
        created_at=now - timedelta(days=3), deadline_at=now - timedelta(days=2),
    )  # fmt: skip
    with town.database.transaction() as session:
        row = session.exec(select(Report)).one()
        me = session.exec(select(Person).where(Person.channel_id == "binh")).one()
        row.assignee_id = me.id
        session.add(Photo(report_id=row.id, key=town.media.add_picture(picture())))
        session.add(Supporter(report_id=row.id, at=now))
    text = (await desk.get()).text
    for words in (code, "Cây có nguy cơ gãy đổ", "Cây khô số 0", "số 0 đường Trần Phú", "🚨 Khẩn",
                  "gửi 3 ngày trước", "quá 2 ngày", "(tôi)", "1 ủng hộ", "mới gửi"):  # fmt: skip
        assert words in text, words
    address = re.search(r'src="(/viec/anh/\d+\?nho=1)"', text)
    assert address
    shown = await desk.http.get(address[1])
    assert shown.headers["content-type"] == "image/jpeg" and shown.content[:2] == b"\xff\xd8"


async def test_each_filter_shows_its_own(town: Town, binh: Someone, desk: Desk) -> None:
    now = town.clock()
    with town.database.reading() as session:
        me = session.exec(select(Person.id).where(Person.channel_id == "binh")).one()
    far = {"deadline_at": now + timedelta(days=30)}
    wanted = {
        "mine": {"assignee_id": me, "status": "accepted"},
        "late": {"deadline_at": now - timedelta(days=1), "status": "accepted"},
        "soon": {"deadline_at": now + timedelta(days=3), "status": "accepted"},
        "urgent": {"urgent": True, "status": "accepted"},
        "new": {"status": "forwarded"},
        "waiting": {"status": "needs_info", "answer_by": now + timedelta(days=2)},
        "disputed": {"status": "reopened", "confirmed": "no"},
    }
    codes = {}
    for name, of in wanted.items():
        (codes[name],) = await add_cases(town.database, now, 1, **(far | of))
    await add_cases(town.database, now, 1, agency="ubnd_doan_ket")
    await add_cases(town.database, now, 1, held="coarse")
    for name, code in codes.items():
        too = [codes["disputed"]] if name == "new" else []  # it has to be accepted again
        assert await listed(desk, loc=name) == [code, *too], name
    assert set(await listed(desk)) == set(codes.values())
    waiting = (await desk.get(loc="waiting")).text
    assert waiting.count("chờ người gửi trả lời") == 1 and "chờ người gửi<" not in waiting
    (ended,) = await add_cases(town.database, now, 1, status="resolved", ended_at=now)
    assert await listed(desk, xong="1") == [ended]


async def test_ward_kind_order_and_words_narrow_it(town: Town, desk: Desk) -> None:
    now = town.clock()
    one, two = await add_cases(town.database, now, 2)
    (other,) = await add_cases(
        town.database, now, 1, area="doan_ket", category="lan_via_he", place="chợ Đoàn Kết",
        description="Quán bày bàn ghế", deadline_at=now + timedelta(days=9),
    )  # fmt: skip
    assert await listed(desk, phuong="doan_ket") == [other]
    assert (
        await listed(desk, loai="lan_via_he")
        == [other]
        == await listed(desk, loai="trat_tu_xay_dung")
    )
    assert await listed(desk, xep="newest") == [other, two, one]
    assert await listed(desk, xep="oldest") == [one, two, other]
    assert await listed(desk, tim="tran phu") == [one, two]
    assert await listed(desk, tim="quan bay") == [other]
    assert await listed(desk, tim="quan bay", phuong="tan_phong") == []
    for hostile in ("x" * 5000, "%", "'; DROP TABLE report; --", "<script>"):
        assert await listed(desk, tim=hostile, loai=hostile, phuong=hostile, xep=hostile) == []
    answer = await desk.get("/viec", tim=one.lower())
    assert answer.headers["location"] == f"/viec/{one}"


async def test_list_and_map_show_what_was_received_in_a_month(town: Town, desk: Desk) -> None:
    now, at = town.clock(), {"latitude": 22.39, "longitude": 103.45}
    (old,) = await add_cases(town.database, now, 1, created_at=now - timedelta(days=40), **at)
    (new,) = await add_cases(town.database, now, 1, **at)
    assert await listed(desk, thang="2026-10") == [old]
    assert set(await listed(desk, thang="2026-13")) == {old, new}
    box = {"nam": "22", "bac": "23", "tay": "103", "dong": "104", "muc": "12"}
    points = await desk.get("/viec/ban-do.json", thang="2026-10", **box)
    assert [case["code"] for case in points.json()["one"]] == [old]
    page = await desk.get("/viec", xem="ban-do", thang="2026-10")
    assert '<option value="2026-10" selected>' in page.text
    assert 'data-filter="thang=2026-10"' in page.text


async def test_a_search_that_is_cut_says_so(
    town: Town, desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("bot.reports.desk.pages.MOST_FOUND", 3)
    await add_cases(town.database, town.clock(), 3)
    assert ">3 việc có" in (await desk.get("/viec", tim="tran phu")).text
    await add_cases(town.database, town.clock(), 1)
    page = (await desk.get("/viec", tim="tran phu")).text
    assert "hơn 3 việc có" in page and len(OPENS.findall(page)) == 3


async def test_a_case_in_which_ones_agency_has_a_part_is_found_like_ones_own(
    town: Town, desk: Desk
) -> None:
    now, other = town.clock(), {"agency": "ubnd_doan_ket", "area": "doan_ket", "has_parts": True}
    (own,) = await add_cases(town.database, now, 1)
    (part,) = await add_cases(
        town.database, now, 1, **other, place="chợ Đoàn Kết", deadline_at=now + timedelta(hours=1),
        description="Cây đổ vào chợ, gọi 0912345678",
    )  # fmt: skip
    await add_cases(town.database, now, 1, **other)
    with town.database.transaction() as session:
        row = session.exec(select(Report).where(Report.code == part)).one()
        session.add(ReportPart(report_id=row.id, agency="ubnd_tan_phong", created_at=now))
    assert await listed(desk) == [part, own]
    assert await listed(desk, phuong="doan_ket") == [part]
    assert await listed(desk, tim="cho doan ket") == [part]
    assert await listed(desk, tim="0912345678") == [], "another agency reads it masked"
    page = (await desk.get("/viec")).text
    assert "🤝 phối hợp" in page and "Tất cả <b>2</b>" in page
    assert f'value="{part}"' not in page and f'value="{own}"' in page


async def test_fifty_a_page_and_the_rest_on_the_next(town: Town, desk: Desk) -> None:
    codes = await add_cases(town.database, town.clock(), 53)
    first, second = await listed(desk), await listed(desk, trang="2")
    assert first == codes[:50] and second == codes[50:]
    assert await listed(desk, trang="99999999999") == codes[:50]


async def test_sixty_cases_take_no_more_statements_than_one(town: Town, desk: Desk) -> None:
    counts = []
    for more in (1, 59):
        await add_cases(town.database, town.clock(), more)
        with statements(town.database) as seen:
            await desk.get()
        counts.append(len([line for line in seen if line.startswith("SELECT")]))
    assert counts[0] == counts[1] <= 8, counts


async def test_the_front_sees_all_of_it_masked(town: Town, front: Someone, url: str) -> None:
    await add_cases(
        town.database, town.clock(), 1, description="gọi ông Sáu 0912345678", place="nhà 0912345678"
    )
    async with signed_in(front, url) as desk:
        (code,) = await listed(desk)
        for path in ("/viec", f"/viec/{code}"):
            text = (await desk.get(path)).text
            assert "0912345678" not in text and "▒" in text
        assert await listed(desk, tim="0912345678") == []
        assert "Tiếp nhận</button>" not in (await desk.get(f"/viec/{code}")).text


@pytest.mark.parametrize("texts", SOME_OR_ALL)
async def test_hostile_words_are_words_on_every_page(
    town: Town, binh: Someone, url: str, texts: Sequence[str]
) -> None:
    codes = [
        (await add_cases(town.database, town.clock(), 1, description=text, place=text,
                         happened=text, shown_name=text, details={"danger": text}))[0]
        for text in map(cleaned, texts)  # as a conversation keeps them
    ]  # fmt: skip
    async with signed_in(binh, url) as desk:
        pages = [(await desk.get("/viec", tim=text)).text for text in texts[:20]]
        pages += [(await desk.get(f"/viec/{code}")).text for code in codes]
        pages += [(await desk.get("/viec", trang=page)).text for page in ("1", "2", "3", "4")]
        assert len(pages) > 20
    for html in pages:
        assert wrong_in(html) == []


async def test_the_way_back_and_the_next_case_keep_the_view(town: Town, desk: Desk) -> None:
    codes = await add_cases(town.database, town.clock(), 52, area="doan_ket")
    await add_cases(town.database, town.clock(), 1)
    view = {"phuong": "doan_ket", "xep": "newest", "tim": "tran phu"}
    page = (await desk.get("/viec", **view, trang="1")).text
    opens = dict(re.findall(r'class="open" href="(/viec/(LC-\w{6})[^"]*)"', page))
    last = next(path for path, code in opens.items() if code == codes[2])  # the fiftieth
    case = (await desk.get(unescape(last))).text
    assert 'href="/viec?phuong=doan_ket&amp;xep=newest&amp;tim=tran+phu">◀ Danh sách' in case
    following = re.search(r'href="([^"]+)">Việc tiếp theo', case)
    assert following and codes[1] in following[1] and "trang%3D2" in following[1]
    second = (await desk.get(unescape(following[1]))).text
    assert "tim=tran+phu&amp;trang=2" in second
    action = re.search(r'action="(/viec/LC[^"]+)"><input[^>]+><input[^>]+>'
                       r'<input type="hidden" name="act" value="accept">', second)  # fmt: skip
    seen = SEEN.search(second)
    assert action and seen
    done = await desk.post(unescape(action[1]), act="accept", seen=seen[1])
    assert "tim=tran+phu&amp;trang=2" in done.text
    many = re.search(r'action="(/viec/nhieu[^"]*)"', page)
    assert many
    outcome = await desk.post(unescape(many[1]), act="accept", code=codes[5])
    assert 'href="/viec?phuong=doan_ket&amp;xep=newest&amp;tim=tran+phu">Về danh' in outcome.text
    asked = await desk.post(unescape(many[1]), act="assign", code=codes[5])
    assert 'tim=tran+phu">Thôi' in asked.text


async def test_a_second_filter_narrows_the_first_and_a_second_tap_drops_it(
    town: Town, desk: Desk
) -> None:
    now = town.clock()
    (both,) = await add_cases(
        town.database, now, 1, urgent=True, deadline_at=now - timedelta(days=1)
    )
    await add_cases(town.database, now, 1, urgent=True, deadline_at=now + timedelta(days=30))
    page = (await desk.get("/viec", loc="late")).text
    assert re.search(r'href="/viec\?loc=late.urgent">🚨 Khẩn <b>1</b>', page)
    assert await listed(desk, loc="late.urgent") == [both]
    page = (await desk.get("/viec", loc="late.urgent")).text
    assert re.search(r'href="/viec\?loc=urgent" aria-current="true">⏰ Quá hạn', page)
    assert '<input type="hidden" name="loc" value="late.urgent">' in page
