"""A case in the browser: every move by its rules, several at once, two people on one case."""

import io
import os
import re
from pathlib import Path

import httpx
import pdfplumber
import pytest
from sqlmodel import select

from bot.core import pdf
from bot.web.forms import PICTURE_BYTES
from db.models import Person, Photo, ReplyTemplate, Report, ReportEvent, SignIn
from tests.recordings import sound
from tests.reports.desk.desks import SEEN, Desk, add_cases, signed_in
from tests.town import Someone, Town, picture, report


async def test_a_voice_is_played_to_its_agency_alone_and_never_released(
    town: Town, an: Someone, binh: Someone, front: Someone, url: str, desk: Desk
) -> None:
    code = await report(an)
    with town.database.transaction() as session:
        row = session.exec(select(Report)).one()
        voice = Photo(report_id=row.id or 0, key=town.media.add_recording(sound()))
        session.add(voice)
        session.flush()
        path = f"/viec/anh/{voice.id}"
    page = (await desk.get(f"/viec/{code}")).text
    assert f'<audio controls preload="none" src="{path}"' in page
    assert f'name="photo" value="{voice.id}"' not in page
    played = await desk.http.get(path, headers={"Range": "bytes=0-3"})
    assert (played.content, played.headers["content-type"]) == (b"OggS", "audio/ogg")
    await desk.does(code, "release", photo=str(voice.id))
    with town.database.reading() as session:
        assert not session.get_one(Photo, voice.id).released_at
    async with signed_in(front, url) as overseer:
        assert path not in (await overseer.get(f"/viec/{code}")).text
        assert (await overseer.get(path)).status_code == 404
    chi = town.person("chi")
    await town.invited(chi, "official", "ubnd_doan_ket")
    async with signed_in(chi, url) as other:
        assert (await other.get(path)).status_code == 404


def stored(town: Town, code: str) -> Report:
    with town.database.reading() as session:
        return session.exec(select(Report).where(Report.code == code)).one()


async def test_everything_stands_on_one_screen(
    town: Town, an: Someone, binh: Someone, desk: Desk
) -> None:
    code = await report(an)
    await binh.does(button=f"case:accept:{code}")
    await binh.does(button=f"case:note:{code}")
    await binh.says("Đã gọi đội cây xanh")
    await binh.presses("Gửi")
    text = (await desk.get(f"/viec/{code}")).text
    for words in ("Chặt hai cây phượng sáng nay", "trước cổng trường Tân Phong", "đã tiếp nhận",
                  "ghi chú nội bộ", "Đã gọi đội cây xanh", "Người gửi đã được báo",
                  "đã <b>tiếp nhận</b>", "ẩn danh", "Cán bộ số"):  # fmt: skip
        assert words in text, words
    assert re.search(r'src="/viec/anh/\d+\?nho=1"', text)
    chi = town.person("chi")
    await town.invited(chi, "official", "ubnd_doan_ket")
    assert code not in (await desk.get("/viec", loc="new")).text


async def test_a_whole_case_is_worked_off_with_words_and_pictures(
    town: Town, an: Someone, binh: Someone, desk: Desk
) -> None:
    code = await report(an)
    assert "đã tiếp nhận" in (await desk.does(code, "accept")).text
    assert "đang xử lý" in (await desk.does(code, "start")).text
    refused = await desk.does(code, "resolve", words="đã xong")
    assert refused.status_code == 409 and "đã làm gì, khi nào" in refused.text
    assert ">đã xong</textarea>" in refused.text, "what was written is not lost"
    files = [("photos", (f"{n}.jpg", picture(color), "image/jpeg")) for n, color in
             enumerate(("red", "blue"))]  # fmt: skip
    page = await desk.get(f"/viec/{code}")
    seen = SEEN.search(page.text)
    assert seen
    words = "Đã cắt tỉa và dọn sạch cành sáng nay"
    data = {"key": desk.key, "act": "resolve", "seen": seen[1], "words": words}
    done = await desk.http.post(f"/viec/{code}", data=data, files=files)
    assert done.status_code == 200 and "đã xử lý" in done.text
    await town.settle()
    assert stored(town, code).status == "resolved"
    assert words in an.last.reply.text and len(an.last.reply.photos) == 2
    assert "Đã xử lý xong chưa?" in an.last.reply.text
    card = next(message for message in reversed(binh.shown) if message.edits)
    assert "đã xử lý" in card.reply.text, "the card in the chat shows it too"


async def test_more_pictures_than_are_sent_lose_no_word(
    town: Town, an: Someone, desk: Desk
) -> None:
    code = await report(an)
    seen = re.search(r'name="seen" value="(\d+)"', (await desk.get(f"/viec/{code}")).text)
    assert seen
    data = {"key": desk.key, "act": "resolve", "seen": seen[1],
            "words": "Đã cắt bỏ cành gãy sáng nay"}  # fmt: skip
    pictures = [picture(f"rgb({n * 20},9,9)") for n in range(12)]
    files = [("photos", (f"{n}.jpg", jpeg, "image/jpeg")) for n, jpeg in enumerate(pictures)]
    answer = await desk.http.post(f"/viec/{code}", data=data, files=files)
    assert answer.status_code == 200 and "2 ảnh sau không được giữ" in answer.text
    with town.database.reading() as session:
        assert session.exec(select(Report)).one().status == "resolved"
        assert len(session.exec(select(Photo).where(Photo.event_id != None)).all()) == 10  # noqa: E711


async def test_of_each_refused_picture_the_reason_is_told(
    town: Town, an: Someone, desk: Desk
) -> None:
    code = await report(an)
    seen = SEEN.search((await desk.get(f"/viec/{code}")).text)
    assert seen
    data = {"key": desk.key, "act": "resolve", "seen": seen[1], "words": "Đã cắt cành sáng nay"}
    contents = [picture() + b"\0" * PICTURE_BYTES, b"no picture"]
    files = [("photos", ("1.jpg", content, "image/jpeg")) for content in contents]
    text = (await desk.http.post(f"/viec/{code}", data=data, files=files)).text
    assert "Một ảnh quá lớn (trên 20 MB)" in text and "Một tệp không mở được như" in text


async def test_the_next_case_says_what_became_of_the_one_before(town: Town, desk: Desk) -> None:
    one, two = await add_cases(town.database, town.clock(), 2)
    answer = await desk.does(one, "note", words="Đã gọi đội cây xanh", then="next")
    assert answer.status_code == 303 and two in answer.headers["location"]
    shown = await desk.http.get(answer.headers["location"])
    assert f"{one}</a>: đã lưu ghi chú nội bộ" in shown.text
    accepted = await desk.does(one, "accept", then="next")
    shown = await desk.http.get(accepted.headers["location"])
    assert f"{one}</a>: đã tiếp nhận" in shown.text


async def test_who_goes_on_reads_first_that_a_picture_was_refused(town: Town, desk: Desk) -> None:
    one, _ = await add_cases(town.database, town.clock(), 2, status="accepted")
    seen = SEEN.search((await desk.get(f"/viec/{one}")).text)
    assert seen
    data = {"key": desk.key, "act": "resolve", "seen": seen[1], "words": "Đã cắt cành sáng nay",
            "then": "next"}  # fmt: skip
    files = [("photos", ("1.jpg", b"no picture", "image/jpeg"))]
    answer = await desk.http.post(f"/viec/{one}", data=data, files=files)
    assert answer.status_code == 200 and "Một tệp không mở được như" in answer.text


@pytest.mark.parametrize("act", ["resolve", "", "x"])
async def test_a_move_that_is_not_for_several_is_a_page(town: Town, desk: Desk, act: str) -> None:
    codes = await add_cases(town.database, town.clock(), 2)
    await desk.get()
    answer = await desk.post("/viec/nhieu", act=act, code=codes)
    assert answer.status_code == 409 and "chưa có gì thay đổi" in answer.text
    assert {stored(town, code).status for code in codes} == {"new"}


async def test_pictures_of_a_refused_form_are_not_lost_nor_forged(
    town: Town, an: Someone, desk: Desk
) -> None:
    code = await report(an)
    with town.database.reading() as session:
        foreign = session.exec(select(Photo.key)).first()
    page = await desk.get(f"/viec/{code}")
    seen = SEEN.search(page.text)
    assert seen
    data = {"key": desk.key, "act": "resolve", "seen": "0", "words": "x"}
    files = [("photos", ("1.jpg", picture("red"), "image/jpeg"))]
    refused = await desk.http.post(f"/viec/{code}", data=data, files=files)
    kept = re.search(r'name="kept" value="([^"]+)"', refused.text)
    assert kept and "Đã giữ 1 ảnh" in refused.text
    forged = [f"{foreign}~{kept[1].partition('~')[2]}", f"{foreign}~", str(foreign), "~"]
    done = await desk.does(code, "resolve", words="Đã cắt cành chiều nay", kept=[kept[1], *forged])
    assert done.status_code == 200
    with town.database.reading() as session:
        proofs = session.exec(select(Photo.key).where(Photo.event_id != None)).all()  # noqa: E711
    assert proofs == [kept[1].partition("~")[0]]


@pytest.mark.parametrize(
    ("act", "fields", "expected"),
    [
        ("ask", {"words": "Cây ở số nhà nào ạ?", "to": "2"}, "needs_info"),
        ("reject", {"words": "Cây trong đất tư nhân"}, "rejected"),
        ("note", {"words": "x"}, "new"),
        ("extend", {"to": "3"}, "new"),
        ("correct", {"category": "cay_chet", "place": "chợ", "area": "tan_phong"}, "new"),
    ],
)
async def test_each_move_tells_whom_it_concerns(
    town: Town, an: Someone, desk: Desk, act: str, fields: dict[str, str], expected: str
) -> None:
    code = await report(an)
    before = len(an.shown)
    answer = await desk.does(code, act, **fields)
    assert answer.status_code == 200, answer.text
    await town.settle()
    assert stored(town, code).status == expected
    assert (len(an.shown) > before) == (act != "note")


async def test_a_promise_and_oneself_can_be_chosen_and_the_mask_is_told(
    town: Town, an: Someone, desk: Desk
) -> None:
    code = await report(an)
    page = (await desk.get(f"/viec/{code}")).text
    assert " (tôi)</option>" in page and "nguyên văn" not in page
    lacks = await desk.does(code, "resolve", words="xong", to="6")
    assert '<option value="6" selected>6 tháng</option>' in lacks.text
    words = "Đã cắt cành sáng 20/11, tháng 5 sang năm trồng lại"
    assert (await desk.does(code, "resolve", words=words, to="6")).status_code == 200
    assert stored(town, code).promise == words


async def test_an_admin_reads_that_they_only_read(town: Town, an: Someone, url: str) -> None:
    admin, code = town.person("quan"), await report(an)
    await town.invited(admin, "admin")
    async with signed_in(admin, url) as desk:
        assert "Quản trị chỉ xem." in (await desk.get(f"/viec/{code}")).text


async def test_given_on_forwarded_and_merged(
    town: Town, an: Someone, binh: Someone, desk: Desk
) -> None:
    chi, so = town.person("chi"), town.person("so")
    await town.invited(chi, "official", "ubnd_tan_phong")
    await town.invited(so, "official", "so_xay_dung")
    main, same = await report(an), await report(town.person("lan"))
    with town.database.reading() as session:
        number = session.exec(select(Person.id).where(Person.channel_id == "chi")).one()
    await desk.does(same, "assign", to=str(number))
    await town.settle()
    assert stored(town, same).assignee_id == number
    assert "được giao cho anh/chị" in "\n".join(m.reply.text for m in chi.shown)
    page = await desk.get(f"/viec/{same}")
    assert f'<option value="{main}">' in page.text, "the likely one is offered"
    assert (await desk.does(same, "merge", to="LC-222222")).status_code == 409
    await desk.does(same, "merge", to=main.lower())
    assert stored(town, same).merged_into == stored(town, main).id
    text = (await desk.get(f"/viec/{main}")).text
    assert "UBND phường Đoàn Kết – chưa có ai nhận ở đây" in text
    assert "Sở Xây dựng – chưa có ai" not in text
    gone = await desk.does(main, "forward", to="so_xay_dung")
    assert "do cơ quan khác xử lý" in gone.text
    await town.settle()
    assert "Chặt hai cây" in "\n".join(message.reply.text for message in so.shown)
    gone = await desk.get(f"/viec/{main}")
    assert "Bấm nhầm" in gone.text and "Chặt hai cây" not in gone.text
    town.clock.advance(minutes=11)
    assert (await desk.get(f"/viec/{main}")).status_code == 404


async def test_two_people_on_one_case_see_each_others_change(
    town: Town, an: Someone, binh: Someone, url: str
) -> None:
    chi = town.person("chi")
    await town.invited(chi, "official", "ubnd_tan_phong")
    await chi.commands("ten", "Chị Chi")
    code = await report(an)
    async with signed_in(binh, url) as one, signed_in(chi, url) as two:
        page = (await one.get(f"/viec/{code}")).text
        seen = SEEN.search(page)
        assert seen
        asks = f"/viec/{code}/moi?seen={seen[1]}"
        assert not (await one.post(asks)).text.strip()
        assert "Chị Chi cũng đang mở" not in (await one.post(asks)).text
        await two.get(f"/viec/{code}")
        await two.post(asks)
        assert "Chị Chi cũng đang mở" in (await one.post(asks)).text
        with town.database.reading() as session:  # where another process reads it
            assert len(session.exec(select(SignIn).where(SignIn.kind == "looks")).all()) == 2
        town.clock.advance(seconds=50)
        assert not (await one.get(f"/viec/{code}/moi", seen=seen[1])).text.strip()
        await two.does(code, "accept")
        news = (await one.get(f"/viec/{code}/moi", seen=seen[1])).text
        assert "Chị Chi vừa làm" in news and "đã tiếp nhận" in news
        words = "Cây này của nhà dân, không xử lý"
        stale = await one.post(f"/viec/{code}", act="reject", seen=seen[1], words=words)
        assert stale.status_code == 409
        assert "đã thay đổi từ lúc anh/chị mở" in stale.text and words in stale.text
        assert stored(town, code).status == "accepted"
        again = await one.does(code, "reject", words=words)
        assert again.status_code == 200 and stored(town, code).status == "rejected"


async def test_a_template_with_an_open_place_is_not_sent(
    town: Town, an: Someone, desk: Desk
) -> None:
    code = await report(an)
    with town.database.transaction() as session:
        text = "Đội cây xanh xử lý xong ngày … bằng cách …"
        session.add(ReplyTemplate(agency="ubnd_tan_phong", move="resolve", text=text,
                                  created_at=town.clock()))  # fmt: skip
    assert f'data-template="{text}"' in (await desk.get(f"/viec/{code}")).text
    refused = await desk.does(code, "resolve", words=text)
    assert refused.status_code == 409 and "chưa điền" in refused.text
    assert stored(town, code).status == "new"


async def test_ten_at_once_each_by_its_own_rules(town: Town, desk: Desk) -> None:
    codes = await add_cases(town.database, town.clock(), 8)
    accepted = await add_cases(town.database, town.clock(), 2, status="accepted")
    foreign = await add_cases(town.database, town.clock(), 1, agency="ubnd_doan_ket")
    answer = await desk.post("/viec/nhieu", act="accept", code=[*codes, *accepted, *foreign])
    assert "8 việc đã làm, 2 việc không làm được" in answer.text
    assert "1 việc đã chọn nay không còn ở cơ quan anh/chị" in answer.text
    assert answer.text.count("không còn làm được") == 2
    assert {stored(town, code).status for code in codes} == {"accepted"}
    assert stored(town, foreign[0]).status == "new" and foreign[0] not in answer.text


async def test_the_same_is_asked_of_several(town: Town, an: Someone, desk: Desk) -> None:
    one, two = await report(an), await report(town.person("lan"), photos=())
    form = await desk.post("/viec/nhieu", act="ask", code=[one, two])
    assert "Hỏi người gửi cùng một câu: 2 việc" in form.text
    short = await desk.post("/viec/nhieu", act="ask", code=[one, two], sure="1", words="?")
    assert "rõ hơn một chút" in short.text
    words = "Cây nghiêng về phía nào ạ?"
    await desk.post("/viec/nhieu", act="ask", code=[one, two], sure="1", words=words, to="2")
    await town.settle()
    for someone in (an, town.person("lan")):
        assert words in someone.shown[-1].reply.text
    assert {stored(town, code).status for code in (one, two)} == {"needs_info"}


@pytest.mark.parametrize(
    ("act", "fields"),
    [("forward", {"to": "so_xay_dung"}), ("assign", {"to": "0"}), ("merge", {})],
)
async def test_several_are_forwarded_given_and_merged(
    town: Town, desk: Desk, act: str, fields: dict[str, str]
) -> None:
    codes = await add_cases(town.database, town.clock(), 3)
    if act == "merge":
        fields = {"to": codes[0]}
    ask = await desk.post("/viec/nhieu", act=act, code=codes)
    assert 'name="sure" value="1"' in ask.text
    done = await desk.post("/viec/nhieu", act=act, code=codes, sure="1", **fields)
    assert f"{2 if act == 'merge' else 3} việc đã làm" in done.text, done.text
    if act == "forward":
        assert {stored(town, code).agency for code in codes} == {"so_xay_dung"}
    elif act == "merge":
        assert [stored(town, code).merged_into is None for code in codes] == [True, False, False]


ODD = ["0", "-1", "1" * 30, "%00", "..%2f..", "LC-222222", "é", "' OR 1=1"]
"""What may stand in an address or a form in the place of a code or a number."""


async def closed_to_all(town: Town) -> list[str]:
    """A case of another agency and a denunciation, each with a picture; their codes."""
    codes = [
        *await add_cases(town.database, town.clock(), 1, agency="ubnd_doan_ket"),
        *await add_cases(town.database, town.clock(), 1, held="denounced"),
    ]
    key = town.media.add_picture(picture())
    with town.database.transaction() as session:
        for code in codes:
            row = session.exec(select(Report).where(Report.code == code)).one()
            session.add(Photo(report_id=row.id, key=key))
    return codes


async def test_forged_and_foreign_addresses_show_nothing(town: Town, desk: Desk, url: str) -> None:
    (own,) = await add_cases(town.database, town.clock(), 1)
    paths = [f"/viec/anh/{photo}" for photo in range(1, 4)]
    for value in (*ODD, *await closed_to_all(town)):
        paths += [f"/viec/{value}", f"/viec/anh/{value}", f"/viec/{value}/moi"]
    for path in paths:
        assert (await desk.get(path)).status_code == 404, path
    async with httpx.AsyncClient(base_url=url) as nobody:
        for path in ("/viec", f"/viec/{own}", f"/viec/{own}/moi", *paths[:3]):
            assert (await nobody.get(path)).status_code == 401


async def test_forged_moves_change_nothing(
    town: Town, desk: Desk, front: Someone, url: str
) -> None:
    (own,) = await add_cases(town.database, town.clock(), 1)
    closed, words = await closed_to_all(town), "Một lời đủ dài để gửi đi"
    for act in ("accept", "withdraw", "confirm", "answer", "burn", "", "remind", "query"):
        for code in (*closed, own) if act != "accept" else closed:
            assert (await desk.does(code, act, words=words)).status_code in (404, 409), act
    for value in (*ODD[2:], *closed, "999999"):
        for act in ("assign", "forward", "merge", "extend"):
            answer = await desk.does(own, act, to=value)
            assert answer.status_code == 409 or act == "assign", (act, value)
    async with signed_in(front, url) as overseer:
        for act in ("accept", "resolve", "forward", "note", "release"):
            await overseer.does(own, act, words=words, to="so_xay_dung", photo="1")
    row = stored(town, own)
    assert (row.status, row.agency, row.assignee_id) == ("new", "ubnd_tan_phong", None)
    with town.database.reading() as session:
        actions = session.exec(select(ReportEvent.action)).all()
        assert set(actions) <= {"send", "assign"}
        assert not session.exec(select(Photo).where(Photo.released_at != None)).all()  # noqa: E711


async def test_a_case_as_pdf_says_what_its_reader_may_see(
    town: Town, an: Someone, binh: Someone, front: Someone, url: str
) -> None:
    if pdf.program() is None:
        pytest.skip(pdf.NONE_HERE)
    code = await report(an, description="Chủ nhà số 0912345678 chặt cây <b>đêm</b> qua")
    async with signed_in(binh, url) as desk, signed_in(front, url) as other:
        await desk.does(code, "note", words="Ghi riêng cho cơ quan")
        own, overseen = [await browser.get(f"/viec/{code}/phieu.pdf") for browser in (desk, other)]
        assert (await desk.get("/viec/LC-222222/phieu.pdf")).status_code == 404
    papers = [pdfplumber.open(io.BytesIO(paper.content)) for paper in (own, overseen)]
    texts = [" ".join(page.extract_text() for page in paper.pages) for paper in papers]
    assert code in texts[0] and "0912345678" in texts[0] and "Ghi riêng" in texts[0]
    assert "<b>đêm</b>" in texts[0]
    assert code in texts[1] and "0912345678" not in texts[1] and "Ghi riêng" not in texts[1]
    assert any(page.images for page in papers[0].pages)
    if folder := os.environ.get("SCREENSHOTS"):
        (Path(folder) / "case.pdf").write_bytes(own.content)


async def test_why_a_form_is_refused_is_said_once_in_it(
    an: Someone, binh: Someone, desk: Desk
) -> None:
    code = await report(an)
    refused = (await desk.does(code, "resolve", words="đã xong rồi")).text
    assert refused.count("đã làm gì, khi nào</b>") == 1 and "Đã ghi vào" not in refused


async def test_only_what_there_is_to_say_is_offered(
    town: Town, an: Someone, binh: Someone, front: Someone, desk: Desk
) -> None:
    code = await report(an)
    assert "Trả lời Mặt trận" not in (await desk.get(f"/viec/{code}")).text
    await front.does(button=f"oversee:query:{code}")
    await front.says("Vì sao để quá hạn 7 ngày?")
    await front.presses("Gửi")
    page = (await desk.get(f"/viec/{code}")).text
    assert "Trả lời Mặt trận" in page and "chưa có ai nhận ở đây” thì" in page
    for agency in ("ubnd_doan_ket", "so_xay_dung"):
        await town.invited(town.person(agency), "official", agency)
    assert "chưa có ai nhận ở đây” thì" not in (await desk.get(f"/viec/{code}")).text
