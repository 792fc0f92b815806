"""What the board tells of one report: its history, pictures, the resident's word, its link."""

import re
from typing import Any

import httpx
import pytest
from sqlmodel import select

from db.models import Photo, Report
from tests.public.boards import read
from tests.public.rows import add_reports
from tests.reports.desk.desks import served, signed_in
from tests.town import Someone, Town, report


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
