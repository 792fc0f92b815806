"""A matter of two offices: one leads, the other has a part; resolved once every part has ended."""

from datetime import timedelta

import httpx
from sqlmodel import Session, select
from starlette.applications import Starlette

from bot.core.turn import Tools
from bot.digests.period import Period, previous
from bot.digests.queries import Scope
from bot.digests.render.message import answer
from bot.digests.select.content import select as select_content
from bot.public.pages import Board
from bot.reports import part_queries
from bot.router import Router
from db.models import Report
from tests.reports.desk.desks import served, signed_in
from tests.town import Someone, Town, report

LEAD, OTHER = "ubnd_tan_phong", "ubnd_doan_ket"


def stored(session: Session, code: str) -> Report:
    return session.exec(select(Report).where(Report.code == code)).one()


def states(town: Town, code: str) -> list[tuple[str, str]]:
    with town.database.reading() as session:
        parts = part_queries.of_report(stored(session, code))
        return [(part.agency, part.status) for part in parts]


async def official(town: Town, name: str = "chi", agency: str = OTHER) -> Someone:
    someone = town.person(name)
    await town.invited(someone, "official", agency)
    return someone


async def share(binh: Someone, code: str, words: str = "Cho xe nâng cắt cành cao") -> None:
    await binh.does(button=f"share:{code}:{OTHER}")
    await binh.says(words)
    await binh.presses("Gửi")


async def shared(town: Town, an: Someone, binh: Someone) -> tuple[Someone, str]:
    """An official who is asked to do a part of a report, and its code."""
    chi = await official(town)
    code = await report(an)
    await share(binh, code)
    return chi, code


async def test_one_leads_the_other_does_its_part_and_only_then_it_is_resolved(
    town: Town, an: Someone, binh: Someone
) -> None:
    chi, code = await shared(town, an, binh)
    assert "đã mời" in binh.heard.lower() and "vẫn chủ trì" in binh.heard
    assert "phối hợp" in an.heard and "Cho xe nâng cắt cành cao" in an.heard
    assert "Cho xe nâng cắt cành cao" in chi.last.reply.text
    assert states(town, code) == [(OTHER, "new")]

    await binh.does(button=f"case:resolve:{code}")
    assert "còn phần việc của UBND phường Đoàn Kết" in binh.heard
    await chi.presses("Nhận phần này")
    assert states(town, code) == [(OTHER, "in_progress")]
    assert "đã nhận phần việc" in binh.heard
    await chi.presses("Xong phần này")
    await chi.says("Đã cắt cành cao sáng nay")
    await chi.presses("Gửi")
    assert states(town, code) == [(OTHER, "ended")]
    assert "Đã cắt cành cao sáng nay" in binh.heard

    await binh.does(button=f"case:resolve:{code}")
    await binh.says("Đã cắt cành và dọn sạch sáng nay")
    await binh.presses("Gửi")
    with town.database.reading() as session:
        assert stored(session, code).status == "resolved"
    await an.commands("trangthai", code)
    for words in ("mời cơ quan khác phối hợp", "đã xong phần mình", "Đã cắt cành cao"):
        assert words in an.heard


async def test_the_part_sees_the_case_masked_and_makes_no_other_move(
    town: Town, an: Someone, binh: Someone
) -> None:
    chi, other = await official(town), await official(town, "dung", "so_xay_dung")
    code = await report(an, description="Cây đổ, gọi tôi 0912345678")
    await chi.does(button=f"case:show:{code}")
    assert "0912" not in chi.heard and "không dành cho anh/chị" in chi.heard
    await share(binh, code)
    await chi.does(button=f"case:show:{code}")
    assert "Cây đổ" in chi.heard and "0912" not in chi.heard
    assert "Người gửi:" not in chi.heard
    for action in ("accept", "resolve", "reject", "note"):
        await chi.does(button=f"case:{action}:{code}")
        assert "không dành cho anh/chị" in chi.heard
    for someone, button in ((other, f"case:part_end:{code}"), (binh, f"case:part_start:{code}"),
                            (chi, f"part_drop:{code}:{OTHER}")):  # fmt: skip
        await someone.does(button=button)
        assert "không dành cho anh/chị" in someone.heard
    await chi.commands("viec")
    await chi.presses("🤝 Phối hợp (1)")
    assert code in chi.heard


async def test_the_lead_takes_a_part_back_and_what_is_forwarded_to_it_is_its_own(
    town: Town, an: Someone, binh: Someone
) -> None:
    chi, code = await shared(town, an, binh)
    await binh.does(button=f"share:{code}:{OTHER}")
    await binh.says("Một phần nữa cho nơi ấy")
    await binh.presses("Gửi")
    assert "không còn nhận được" in binh.heard  # it has one already
    await binh.does(button=f"part_drop:{code}:{OTHER}")
    assert states(town, code) == [] and "không cần anh/chị phối hợp nữa" in chi.heard
    await share(binh, code)
    await binh.does(button=f"forward:{code}:{OTHER}")
    await binh.presses("Gửi")
    assert states(town, code) == [(OTHER, "ended")]


async def test_the_desk_and_the_board_show_it_too(
    town: Town, tools: Tools, conversation: Router, an: Someone, binh: Someone
) -> None:
    chi = await official(town)
    code = await report(an, description="Cây đổ, gọi tôi 0912345678")
    async with served(town, conversation) as url, signed_in(binh, url) as desk:
        done = await desk.does(code, "share", to=OTHER, words="Cho xe nâng cắt cành cao")
        assert "Phối hợp" in done.text and "chưa nhận" in done.text
        refused = await desk.does(code, "resolve", words="Đã cắt cành và dọn sạch sáng nay")
        assert refused.status_code == 409 and "còn phần việc của" in refused.text
        async with signed_in(chi, url) as other:
            assert f"/viec/{code}" in (await other.get()).text
            page = (await other.get(f"/viec/{code}")).text
            assert "0912" not in page and "Xong phần việc của mình" in page
            assert "Không xử lý" not in page
            ended = await other.does(code, "part_end", words="Đã cắt cành cao sáng nay")
            assert ended.status_code == 200, ended.text
        assert states(town, code) == [(OTHER, "ended")]
        board = Board(town.database, tools, town.media, town.clock)
        app = httpx.ASGITransport(Starlette(routes=board.routes()))
        async with httpx.AsyncClient(transport=app, base_url="http://board") as http:
            page = (await http.get(f"/congkhai/{code}")).text
            assert "Phối hợp" in page and "đã xong phần mình" in page


async def test_the_digest_of_the_agency_with_a_part_counts_it(
    town: Town, tools: Tools, an: Someone, binh: Someone
) -> None:
    await official(town)
    await share(binh, await report(an))
    now = town.clock()
    day = Period(now - timedelta(days=1), now + timedelta(days=1))
    with town.database.reading() as session:
        for agency, count in ((OTHER, 1), (LEAD, 0)):
            content = select_content(
                session, tools, Scope(agency=agency), day, previous(day, tools.zone), now
            )
            assert content.parts == count and not content.is_empty
            words = answer(content, tools).text
            assert ("Phần việc phối hợp chờ cơ quan: <b>1</b>" in words) == (agency == OTHER)


async def test_who_has_an_open_part_hears_that_the_matter_ended(
    town: Town, an: Someone, binh: Someone
) -> None:
    chi, code = await shared(town, an, binh)
    await binh.does(button=f"case:reject:{code}")
    await binh.says("Cây nằm trong đất nhà dân, được phép chặt")
    await binh.presses("Gửi")
    assert code in chi.last.reply.text and "không cần nữa" in chi.last.reply.text


async def test_a_mistaken_forwarding_leaves_the_part_to_do(
    town: Town, an: Someone, binh: Someone
) -> None:
    _, code = await shared(town, an, binh)
    await binh.does(button=f"forward:{code}:{OTHER}")
    await binh.presses("Gửi")
    assert states(town, code) == [(OTHER, "ended")]
    await binh.presses("Bấm nhầm")
    assert states(town, code) == [(OTHER, "in_progress")]
    await binh.does(button=f"case:resolve:{code}")
    assert "còn phần việc của UBND phường Đoàn Kết" in binh.heard
