"""An official's plain words, replies to cards, and codes with words: what they mean for cases."""

from datetime import timedelta
from functools import partial

import pytest
from sqlmodel import select

from db.models import Outbox, Person, Report
from tests.reports.desk.desks import add_cases
from tests.town import Someone, Town, report


def stored(town: Town, code: str) -> Report:
    with town.database.reading() as session:
        return session.exec(select(Report).where(Report.code == code)).one()


async def some(town: Town) -> tuple[str, str, str]:
    """A late case, an urgent one in the fifth neighbourhood, and one far from its deadline."""
    now = town.clock()
    (late,) = await add_cases(town.database, now, 1, deadline_at=now - timedelta(days=2))
    wall = {"place": "tường chợ, tổ 5", "description": "Tường sắp đổ", "urgent": True}
    (urgent,) = await add_cases(town.database, now, 1, deadline_at=now + timedelta(days=2), **wall)
    (far,) = await add_cases(town.database, now, 1, status="accepted",
                             deadline_at=now + timedelta(days=40))  # fmt: skip
    return late, urgent, far


@pytest.mark.parametrize(
    ("said", "shown"),
    [
        ("cho tôi xem việc quá hạn", (0,)),
        ("viec qua han", (0,)),
        ("hôm nay có gì mới", (0, 1)),
        ("việc nào khẩn", (1,)),
        ("việc ở tổ 5", (1,)),
        ("việc ở tổ 5 về cái tường", (1,)),
        ("viec o to 5 ve cai tuong", (1,)),
        ("cho xem việc về bức tường", (1,)),
        ("danh sách việc về tường", (1,)),
        ("danh sách việc", (0, 1, 2)),
        ("phường mình có vụ gì", (0, 1, 2)),
        ("có bao nhiêu việc", (0, 1, 2)),
        ("bao nhiêu việc mới", (0, 1)),
        ("số việc quá hạn là bao nhiêu", (0,)),
        ("đếm giúp số ca khẩn", (1,)),
        ("việc gì gấp", (1,)),
        ("thống kê việc quá hạn theo phường", (0,)),
    ],
)
async def test_plain_words_show_the_list_they_mean(
    town: Town, binh: Someone, said: str, shown: tuple[int, ...]
) -> None:
    codes = await some(town)
    await binh.says(said)
    assert {code for code in codes if code in binh.heard} == {codes[n] for n in shown}
    assert "kế hoạch" not in binh.heard.lower()


async def test_the_fronts_question_with_a_code_goes_to_its_agency(
    town: Town, front: Someone
) -> None:
    (code,) = await add_cases(town.database, town.clock(), 1)
    await front.says(f"hỏi cơ quan về {code} vì sao chưa xử lý")
    assert f"Hỏi cơ quan xử lý về {code}?" in front.heard


async def test_a_list_counts_its_cases_by_ward_and_by_colleague(
    town: Town, binh: Someone, front: Someone
) -> None:
    late = town.clock() - timedelta(days=2)
    await add_cases(town.database, town.clock(), 2, deadline_at=late)
    await add_cases(town.database, town.clock(), 1, deadline_at=late, area="doan_ket")
    await front.says("thống kê việc quá hạn")
    assert "phường Tân Phong: 2 · phường Đoàn Kết: 1" in front.heard
    await binh.says("thống kê việc quá hạn")
    assert "chưa giao ai" not in binh.heard, "all are of one"
    with town.database.transaction() as session:
        me = session.exec(select(Person).where(Person.channel_id == "binh")).one()
        me.alias = "Anh Bình"
        session.exec(select(Report).limit(1)).one().assignee_id = me.id
    await binh.says("thống kê việc quá hạn")
    assert "chưa giao ai: 2 · Anh Bình: 1" in binh.heard


@pytest.mark.parametrize(
    ("said", "shown"),
    [
        ("việc ở bản San Thàng", "San Thàng"),
        ("việc ở chợ Đoàn Kết", "Đoàn Kết"),
        ("việc ở tổ 5 phường Đoàn Kết", "tổ 5"),
        ("việc ở phường Đoàn Kết", "tổ 5"),
        ("việc quá hạn ở Đoàn Kết", "tổ 5"),
    ],
)
async def test_a_place_named_like_a_ward_is_that_place(
    town: Town, front: Someone, said: str, shown: str
) -> None:
    for place, area in (
        ("sau bản San Thàng", "tan_phong"),
        ("cổng chợ Đoàn Kết", "tan_phong"),
        ("tổ 5", "doan_ket"),
        ("tổ 6", "tan_phong"),
    ):
        now = town.clock()
        await add_cases(town.database, now, 1, place=place, area=area,
                        deadline_at=now - timedelta(days=2))  # fmt: skip
    await front.says(said)
    listed = [line for line in front.heard.splitlines() if "Cây" in line]
    assert len(listed) == 1 and shown in listed[0]


@pytest.mark.parametrize(
    ("said", "shown"),
    [
        ("vỉa hè quá hạn", ["pavement late"]),
        ("viec qua han via he", ["pavement late"]),
        ("quá hạn vỉa hè ở Tân Phong", ["pavement late"]),
        ("cây xanh mới ở phường Tân Phong", ["tree new"]),
        ("việc gấp về trường học", ["school urgent"]),
        ("rác quá hạn", []),
        ("quá hạn", ["tree late", "pavement late"]),
        ("hôm nay có gì mới", ["tree new", "pavement"]),
        ("các việc khẩn ở tổ 5", []),
        ("cây xanh mới nhận ở Đoàn Kết", []),
    ],
)
async def test_what_stands_beside_a_filter_is_searched_with_it(
    town: Town, binh: Someone, said: str, shown: list[str]
) -> None:
    now, codes = town.clock(), {}
    trees, pavement = {"category": "cay_chet"}, {"category": "lan_via_he"}
    for name, fields in (
        ("tree late", {**trees, "status": "accepted", "description": "Cây xanh khô hôm nay"}),
        ("tree new", {**trees, "description": "Cây xanh gãy"}),
        ("pavement late", {**pavement, "status": "accepted", "description": "Bày bán hôm nay"}),
        ("pavement", {**pavement, "description": "Bày bán"}),
        ("school urgent", {"status": "accepted", "urgent": True, "place": "cổng trường học"}),
        ("urgent", {"status": "accepted", "urgent": True}),
    ):
        deadline = now + timedelta(days=-2 if "late" in name else 30)
        (codes[name],) = await add_cases(town.database, now, 1, deadline_at=deadline, **fields)
    await binh.says(said)
    assert [name for name, code in codes.items() if code in binh.heard] == shown


async def test_the_next_case_after_each_move(town: Town, binh: Someone) -> None:
    late, urgent, far = await some(town)
    await binh.says("việc tiếp theo")
    assert urgent in binh.heard and "Nội dung" in binh.heard
    await binh.presses("Tiếp nhận")
    await binh.presses("Việc tiếp theo")
    assert late in binh.heard and "Nội dung" in binh.heard
    await binh.presses("Việc tiếp theo")
    assert far in binh.heard
    await binh.presses("Việc tiếp theo")
    assert urgent in binh.heard, "after the last comes the first"


async def test_a_move_is_made_after_one_tap(town: Town, binh: Someone) -> None:
    late, urgent, _ = await some(town)
    await binh.says(f"{urgent} tôi nhận việc này")
    assert stored(town, urgent).status == "new" and f"Tiếp nhận <b>{urgent}" in binh.heard
    await binh.presses("Tiếp nhận")
    assert stored(town, urgent).status == "accepted"
    await binh.says(f"{late} đã xong")
    assert "đã làm gì, khi nào" in binh.heard and stored(town, late).status == "new"
    await binh.says("Tổ cây xanh cắt bỏ lúc 8 giờ sáng nay")
    await binh.presses("Gửi")
    assert stored(town, late).status == "resolved"


async def test_a_reply_to_a_card_is_about_that_case(town: Town, an: Someone, binh: Someone) -> None:
    so = town.person("so")
    await town.invited(so, "official", "so_xay_dung")
    code, other = await report(an), await report(town.person("lan"), photos=())
    card = next(message for message in binh.shown if code in message.reply.text)
    await binh.says("chuyển Sở Xây dựng", replied=card.id)
    assert f"Chuyển {code} đến Sở Xây dựng tỉnh Lai Châu?" in binh.heard
    await binh.presses("Gửi")
    assert stored(town, code).agency == "so_xay_dung"
    assert "mới chuyển đến, chờ tiếp nhận" in so.heard, (
        "it did not go to another agency than theirs"
    )
    assert stored(town, other).agency == "ubnd_tan_phong"
    other_card = next(message for message in binh.shown if other in message.reply.text)
    await binh.says("đã cắt cành gãy và dọn sạch sáng nay", replied=other_card.id)
    assert f"Báo đã xử lý {other}?" in binh.heard
    await binh.presses("Gửi")
    assert stored(town, other).status == "resolved"


async def test_words_without_a_code_are_about_the_case_shown_last(
    town: Town, binh: Someone
) -> None:
    _, urgent, _ = await some(town)
    await binh.says("ok nhận việc này")
    assert "với việc nào" in binh.heard
    await binh.does(button=f"case:show:{urgent}")
    await binh.says("ok nhận việc này")
    assert f"Tiếp nhận <b>{urgent}" in binh.heard
    town.clock.advance(hours=1)
    await binh.says("ok nhận việc này")
    assert "với việc nào" in binh.heard, "an hour later nobody knows which"


async def test_what_is_not_understood_gets_the_lists_buttons_and_never_the_plan(
    town: Town, binh: Someone
) -> None:
    await some(town)
    await binh.says("asdf qwer")
    assert "chưa hiểu" in binh.heard and "Tất cả (3)" in binh.last.labels
    assert "kế hoạch phát triển" not in binh.heard


async def test_a_question_about_the_plan_is_still_answered(binh: Someone) -> None:
    await binh.says("chỉ tiêu cây xanh đến năm 2030 là bao nhiêu m2 một người?")
    assert "m²" in binh.heard or "m2" in binh.heard


@pytest.mark.parametrize(
    "said",
    ["cây xanh 2030 bao nhiêu", "năm 2030 diện tích cây xanh là bao nhiêu",
     "chỉ tiêu cây xanh 2030", "diện tích đất cây xanh"],
)  # fmt: skip
async def test_a_question_that_the_plan_answers_is_asked_of_the_plan(
    binh: Someone, front: Someone, said: str
) -> None:
    for someone in (binh, front):
        await someone.says(said)
        assert "m²" in someone.heard and "chưa hiểu" not in someone.heard


@pytest.mark.parametrize("said", ["có bao nhiêu việc mới", "có bao nhiêu việc quá hạn"])
async def test_a_question_about_cases_is_none_of_the_plan(
    town: Town, binh: Someone, said: str
) -> None:
    await some(town)
    await binh.says(said)
    assert "việc chưa xong" in binh.heard and "kế hoạch" not in binh.heard


async def test_a_digest_is_shown_when_it_is_asked_for(binh: Someone) -> None:
    await binh.says("cho tôi báo cáo tuần này")
    assert "Bản tin" in binh.heard or "bản tin" in binh.heard


async def test_the_fronts_words_ask_and_remind(
    town: Town, an: Someone, binh: Someone, front: Someone
) -> None:
    code = await report(an)
    await front.says(f"{code} nhắc phường làm sớm")
    await front.presses("🔔 Nhắc cơ quan")
    assert "Mặt trận nhắc" in "\n".join(message.reply.text for message in binh.shown)
    await front.says(f"{code} đã xong")
    assert stored(town, code).status == "new"


async def test_a_case_of_others_is_no_case_of_mine(town: Town, an: Someone, binh: Someone) -> None:
    (foreign,) = await add_cases(town.database, town.clock(), 1, agency="ubnd_doan_ket")
    await binh.says(f"{foreign} đã tiếp nhận")
    await binh.says(f"{foreign}")
    assert "Cây khô" not in binh.heard
    await an.says(f"{foreign} đã xong")
    assert stored(town, foreign).status == "new"


async def test_a_resident_is_understood_as_before(town: Town, an: Someone) -> None:
    await some(town)
    await an.says("việc quá hạn")
    assert "Cây khô" not in an.heard


async def test_ten_opened_one_after_the_other_are_ten_messages(town: Town, binh: Someone) -> None:
    """Each is one message that nobody waits for: pictures and place are behind a button."""
    codes = await add_cases(town.database, town.clock(), 10, latitude=22.39, longitude=103.45)
    await binh.commands("viec")
    before = len(binh.shown)
    for number, code in enumerate(codes, 1):
        await binh.does(button=f"case:show:{code}")
        assert len(binh.shown) == before + number and code in binh.last.reply.text
        assert binh.last.reply.place is None and binh.last.reply.photos == ()
    with town.database.reading() as session:
        rows = session.exec(select(Outbox).where(Outbox.kind == "card")).all()
    assert len(rows) == 10


async def test_an_older_card_of_the_case_shrinks_without_delaying_the_new_one(
    town: Town, an: Someone, binh: Someone
) -> None:
    code = await report(an)
    await binh.does(button=f"case:show:{code}")
    with town.database.reading() as session:
        rows = session.exec(select(Outbox).where(Outbox.message != None)).all()  # noqa: E711
    shrunk = [row for row in rows if "phiếu mới hơn" in str(row.payload)]
    assert shrunk and all(row.payload and row.payload["patient"] for row in shrunk)
    await binh.presses("📷 Ảnh (1)")
    assert len(binh.last.reply.photos) == 1 and "ảnh người gửi" in binh.last.reply.text


async def test_a_template_is_filled_in_before_it_is_sent(
    town: Town, an: Someone, binh: Someone
) -> None:
    code = await report(an)
    await binh.commands("mau")
    await binh.presses("➕ Đã xử lý")
    await binh.says("Đội cây xanh xử lý ngày … bằng cách …")
    await binh.presses("Lưu lời mẫu")
    await binh.does(button=f"case:resolve:{code}")
    await binh.presses("📝 Đội cây xanh")
    assert "chưa điền" in binh.heard and not any("Gửi" in label for label in binh.last.labels)
    await binh.says("Đội cây xanh xử lý ngày 23/11 bằng cách cắt cành gãy")
    await binh.presses("Gửi")
    assert stored(town, code).status == "resolved"
    assert "…" not in an.last.reply.text and "ngày 23/11" in an.last.reply.text


async def test_forwarding_to_nobody_warns_before(town: Town, an: Someone, binh: Someone) -> None:
    so = town.person("so")
    await town.invited(so, "official", "so_xay_dung")
    code = await report(an)
    await binh.does(button=f"forward:{code}")
    assert "⚠️ UBND phường Đoàn Kết" in binh.last.labels
    await binh.presses("⚠️ UBND phường Đoàn Kết")
    assert "chưa có cán bộ nào nhận qua đây" in binh.heard
    assert stored(town, code).agency == "ubnd_tan_phong"
    await binh.does(button=f"forward:{code}:so_xay_dung")
    assert "chưa có cán bộ nào" not in binh.heard


@pytest.mark.parametrize(
    "said",
    ["bập bênh", "tìm bập bênh", "cho xem mấy vụ bap benh", "cái bập bênh gãy ở sân chơi phường"],
)
async def test_plain_words_find_what_the_search_finds(town: Town, binh: Someone, said: str) -> None:
    await some(town)
    (code,) = await add_cases(
        town.database, town.clock(), 1, place="sân chơi phường", description="Bập bênh gãy"
    )
    await binh.says(said)
    assert code in binh.heard and "Hơn" not in binh.heard and "1 việc có" in binh.heard


@pytest.mark.parametrize("said", ["tìm bập bênh", "việc trồng cây ở đâu", "việc bị trả về"])
async def test_what_is_found_nowhere_shows_no_list_as_if_it_were(
    town: Town, binh: Someone, said: str
) -> None:
    codes = await some(town)
    await binh.says(said)
    assert "chưa hiểu" in binh.heard and not any(code in binh.heard for code in codes)


async def test_a_story_that_no_case_has_is_still_a_report(town: Town, binh: Someone) -> None:
    await some(town)
    await binh.says("hàng quán lấn hết vỉa hè đường Hoàng Liên đoạn gần chợ")
    assert "việc chưa xong" not in binh.heard and "chưa hiểu" not in binh.heard


@pytest.mark.parametrize(
    ("said", "title", "shown"),
    [
        ("trễ hạn mà tôi đang giữ", "1 việc giao cho anh/chị, quá hạn", "late mine"),
        ("vụ gấp chưa ai tiếp nhận", "1 việc chờ tiếp nhận, khẩn", "new urgent"),
        ("viec cua toi sap toi han", "1 việc giao cho anh/chị, đến hạn", "soon mine"),
        ("khẩn, quá hạn, của tôi", "0 việc giao cho anh/chị, quá hạn, khẩn", ""),
    ],
)
async def test_filters_said_together_narrow_together(
    town: Town, binh: Someone, said: str, title: str, shown: str
) -> None:
    now = town.clock()
    with town.database.reading() as session:
        me = session.exec(select(Person.id).where(Person.channel_id == "binh")).one()
    days, codes = {"late": -2, "soon": 2, "new": 40, "old": 40}, {}
    for name in ("late mine", "late", "soon mine", "soon", "new urgent", "new", "old urgent"):
        (codes[name],) = await add_cases(
            town.database, now, 1, deadline_at=now + timedelta(days=days[name.split()[0]]),
            assignee_id=me if "mine" in name else None, urgent="urgent" in name,
            status="new" if "new" in name else "accepted",
        )  # fmt: skip
    await binh.says(said)
    assert title in binh.heard
    assert [name for name, code in codes.items() if code in binh.heard] == [shown][: bool(shown)]


async def test_filters_together_go_on_to_the_next_page_and_case(town: Town, binh: Someone) -> None:
    now = town.clock()
    both = {"status": "new", "deadline_at": now - timedelta(days=1)}
    codes = await add_cases(town.database, now, 12, **both)
    (other,) = await add_cases(town.database, now, 1, **(both | {"status": "accepted"}))
    await binh.says("chưa ai nhận mà quá hạn")
    await binh.presses("Xem tiếp")
    assert codes[11] in binh.heard and other not in binh.heard
    await binh.does(button=f"next:{codes[11]}")
    assert codes[0] in binh.heard, "after the last comes the first of both filters"


@pytest.mark.parametrize(
    "said", ["cho xem trễ hạn bên Đoàn Kết với Tân Phong", "việc ở San Thàng và Quyết Thắng"]
)
async def test_of_two_wards_that_are_named_none_is_missing(
    town: Town, front: Someone, said: str
) -> None:
    late = town.clock() - timedelta(days=2)
    codes = [
        *await add_cases(town.database, town.clock(), 1, area="doan_ket", deadline_at=late),
        *await add_cases(town.database, town.clock(), 1, area="tan_phong", deadline_at=late),
    ]
    await front.says(said)
    assert all(code in front.heard for code in codes) and " ở phường" not in front.heard


@pytest.mark.parametrize("said", ["việc của chị Quyên", "Quyên đang giữ vụ nào"])
async def test_a_colleague_who_is_named_has_her_own_list(
    town: Town, binh: Someone, said: str
) -> None:
    quyen, now = town.person("quyen"), town.clock()
    await town.invited(quyen, "official", "ubnd_tan_phong")
    await quyen.commands("ten", "Đỗ Thị Quyên")
    with town.database.reading() as session:
        ids = {row.channel_id: row.id for row in session.exec(select(Person)).all()}
    hers = await add_cases(town.database, now, 12, assignee_id=ids["quyen"])
    (his,) = await add_cases(town.database, now, 1, assignee_id=ids["binh"])
    await binh.says(said)
    assert "12 việc giao cho Đỗ Thị Quyên" in binh.heard and hers[0] in binh.heard
    await binh.presses("Xem tiếp")
    assert hers[11] in binh.heard and his not in binh.heard
    await binh.does(button=f"next:{hers[11]}")
    assert hers[0] in binh.heard and his not in binh.heard


@pytest.mark.parametrize(
    "said", ["việc của anh Lò Văn Páo", "việc ít người ủng hộ nhất", "việc lâu nhất"]
)
async def test_a_filter_that_is_not_sure_is_not_shown_as_the_answer(
    town: Town, binh: Someone, said: str
) -> None:
    codes = await some(town)
    await binh.says(said)
    assert "chưa hiểu" in binh.heard and not any(code in binh.heard for code in codes)


async def test_who_oversees_reads_whose_case_it_is_and_is_offered_the_weeks_digest(
    town: Town, front: Someone, binh: Someone
) -> None:
    await add_cases(town.database, town.clock(), 1)
    for someone, named in ((front, True), (binh, False)):
        await someone.commands("viec")
        assert ("UBND phường Tân Phong" in someone.heard) is named
        await someone.says("sdfgh qwrty")
        assert "chưa hiểu" in someone.heard
        assert ("📰 Bản tin tuần này" in someone.last.labels) is named
    await front.presses("📰 Bản tin tuần này")
    assert "📊 <b>Bản tin" in front.heard


async def test_what_is_shown_before_it_is_sent_is_masked_as_it_will_be_read(
    town: Town, an: Someone, binh: Someone
) -> None:
    code = await report(an)
    await binh.does(button=f"case:resolve:{code}")
    assert "tên và số điện thoại được che" in binh.heard
    await binh.says("Anh Tuấn 0912345678 đã cắt cành sáng nay")
    assert "Anh ▒▒▒ ▒▒▒ đã cắt cành sáng nay" in binh.heard
    await binh.does(button=f"case:note:{code}")
    await binh.says("Anh Tuấn 0912345678 đã cắt cành sáng nay")
    assert "Anh Tuấn 0912345678" in binh.heard, "a note is for the office alone"


@pytest.mark.parametrize(
    ("said", "title"),
    [
        ("vu nao dan bao chua xong", "2 việc người gửi báo chưa xong"),
        ("vu nao nguoi ta khieu nai lai", "2 việc người gửi báo chưa xong"),
        ("mấy vụ bị mở lại", "2 việc người gửi báo chưa xong"),
        ("có vụ nào bị dân phản đối không", "2 việc người gửi báo chưa xong"),
        ("việc dân báo chưa xong mà quá hạn", "1 việc quá hạn, người gửi báo chưa xong"),
        ("việc dân báo chưa xong ở Đoàn Kết", "0 việc người gửi báo chưa xong ở phường Đoàn Kết"),
    ],
)
async def test_what_its_sender_says_is_not_done_has_a_list(
    town: Town, front: Someone, said: str, title: str
) -> None:
    now = town.clock()
    disputed = {"status": "reopened", "confirmed": "no"}
    codes = [
        *await add_cases(town.database, now, 1, **disputed),
        *await add_cases(town.database, now, 1, **disputed, deadline_at=now - timedelta(days=1)),
    ]
    await add_cases(town.database, now, 1, description="Rào bị mở lại, dân báo chưa xong")
    await front.says(said)
    assert title in front.heard
    assert sum(code in front.heard for code in codes) == int(title[0])
    await front.commands("viec")
    await front.presses("🔁 Dân báo chưa xong (2)")
    assert all(code in front.heard for code in codes)


async def test_the_front_does_not_learn_who_works_on_what(
    town: Town, binh: Someone, front: Someone
) -> None:
    with town.database.reading() as session:
        me = session.exec(select(Person.id).where(Person.channel_id == "binh")).one()
    codes = [*await add_cases(town.database, town.clock(), 1, assignee_id=me),
             *await add_cases(town.database, town.clock(), 1)]  # fmt: skip
    await front.does(button=f"cases:{me}:0")
    assert all(code in front.heard for code in codes) and "giao cho" not in front.heard


@pytest.mark.parametrize("said", ["làm sao gộp 2 vụ", "so cua phuong doan ket nhu the nao"])
async def test_a_question_that_nobody_answers_gets_the_lists_buttons(
    town: Town, binh: Someone, said: str
) -> None:
    await some(town)
    await binh.says(said)
    assert "chưa hiểu" in binh.heard and "/trogiup" in binh.heard
    assert "Kế hoạch không" not in binh.heard and "Muốn gặp" not in binh.heard


async def test_what_the_front_calls_waiting_is_all_that_is_open(town: Town, front: Someone) -> None:
    (waiting,) = await add_cases(town.database, town.clock(), 1, area="doan_ket")
    await front.says("có bao nhiêu vụ đang chờ ở Đoàn Kết")
    assert waiting in front.heard
    await front.says("vụ nào đang chờ dân trả lời ở Đoàn Kết")
    assert waiting not in front.heard


@pytest.mark.parametrize(
    ("said", "shown"),
    [("o san thang co gi", [0]), ("việc ở San Thàng", [0]), ("việc ở Nùng Nàng", [0, 1])],
)
async def test_an_old_unit_that_cases_name_is_a_place(
    town: Town, binh: Someone, said: str, shown: list[int]
) -> None:
    (there,) = await add_cases(town.database, town.clock(), 1, place="cổng chợ San Thàng")
    (elsewhere,) = await add_cases(town.database, town.clock(), 1)
    await binh.says(said)
    assert [n for n, code in enumerate((there, elsewhere)) if code in binh.heard] == shown


async def test_a_case_whose_reporter_named_the_old_unit_is_in_it(town: Town, binh: Someone) -> None:
    add = partial(add_cases, town.database, town.clock(), 1)
    (there,) = await add(place="cổng chợ San Thàng")
    (named,) = await add(unit_reported="phường San Thàng")
    (elsewhere,) = await add()
    await binh.says("việc ở San Thàng")
    assert there in binh.heard and named in binh.heard and elsewhere not in binh.heard


@pytest.mark.parametrize(
    ("words", "heard"),
    [
        ("tiếp nhận", "Tiếp nhận <b>{}</b>?"),
        ("giao cho em Hoa", "Giao"),
        ("hẹn lại tuần sau", "Hẹn"),
        ("hỏi người gửi xem cây còn không", "Gửi câu hỏi này về {}?"),
        ("xem ảnh", "Nội dung"),
    ],
)
async def test_an_order_in_reply_to_the_fronts_question_is_done(
    town: Town, an: Someone, binh: Someone, front: Someone, words: str, heard: str
) -> None:
    code = await report(an)
    await front.does(button=f"oversee:query:{code}")
    await front.says("Vì sao để quá hạn 7 ngày?")
    await front.presses("Gửi")
    await binh.says(words, replied=binh.last.id)
    assert heard.format(code) in binh.heard and "Trả lời Mặt trận về" not in binh.heard


@pytest.mark.parametrize(
    "words",
    ["đang chờ kinh phí, tuần sau làm", "chưa đi được", "đã giao cho em đi kiểm tra",
     "đã cử người xuống rồi"],
)  # fmt: skip
async def test_a_reply_to_the_fronts_question_answers_it(
    town: Town, an: Someone, binh: Someone, front: Someone, words: str
) -> None:
    code = await report(an)
    await binh.does(button=f"case:accept:{code}")
    await front.does(button=f"oversee:query:{code}")
    await front.says("Vì sao để quá hạn 7 ngày?")
    await front.presses("Gửi")
    question = binh.last
    await binh.says(words, replied=question.id)
    assert f"Trả lời Mặt trận về {code}?" in binh.heard and words in binh.heard
    await binh.presses("Gửi")
    assert words in front.last.reply.text and stored(town, code).status == "accepted"
    await binh.says("Đã hạ cành gãy và dọn sạch sáng nay", replied=question.id)
    assert f"Báo đã xử lý {code}?" in binh.heard


@pytest.mark.parametrize("said", ["bản tin mới nhất", "báo cáo của tôi", "bản tin mỗi sáng"])
async def test_a_wish_for_a_digest_is_no_list_of_new_cases_or_ones_own(
    binh: Someone, said: str
) -> None:
    await binh.says(said)
    assert "chờ tiếp nhận" not in binh.heard and "giao cho anh/chị" not in binh.heard
