"""The list an office works on: the next case follows it after every move, and numbers open it."""

from datetime import timedelta

import pytest

from tests.reports.desk.desks import Desk, add_cases
from tests.town import Someone, Town, report


async def listed(town: Town) -> dict[str, str]:
    """Cases of two wards, late or not, with words of their own; by what they are."""
    now = town.clock()
    kinds = {
        "late 1": ("tan_phong", -3, "Tường đổ"),
        "later": ("tan_phong", 3, "Cây khô"),
        "late 2": ("tan_phong", -2, "Cây khô"),
        "other ward": ("doan_ket", -1, "Tường đổ"),
        "late 3": ("tan_phong", -1, "Tường đổ"),
    }
    cases = {}
    for name, (area, days, words) in kinds.items():
        deadline = now + timedelta(days=days, seconds=len(cases))
        (cases[name],) = await add_cases(town.database, now, 1, area=area, description=words,
                                         deadline_at=deadline)  # fmt: skip
    return cases


async def test_the_next_case_is_of_the_filter_and_ward_one_works_on(
    town: Town, front: Someone
) -> None:
    cases = await listed(town)
    await front.says("việc quá hạn ở phường Tân Phong")
    await front.presses("1")
    assert cases["late 1"] in front.heard
    for name in ("late 2", "late 3", "late 1"):
        await front.presses("Việc tiếp theo")
        assert cases[name] in front.heard
    await front.commands("viec")
    await front.does(button=f"next:{cases['late 2']}")
    assert cases["other ward"] in front.heard, "the list of all is worked on now"


async def test_of_a_list_found_by_words_the_next_has_them(town: Town, front: Someone) -> None:
    cases = await listed(town)
    await front.says("việc quá hạn về tường")
    await front.presses("1")
    for name in ("other ward", "late 3", "late 1"):
        await front.presses("Việc tiếp theo")
        assert cases[name] in front.heard


@pytest.mark.both_databases
async def test_what_waits_for_its_reporter_comes_after_what_can_be_acted_on(
    town: Town, binh: Someone
) -> None:
    now, cases = town.clock(), {}
    for name, days, waits in (("asked", 1, 9), ("soon", 2, 0), ("asked too", 3, 5), ("far", 20, 0)):
        asked = {"status": "needs_info", "answer_by": now + timedelta(days=waits)} if waits else {}
        deadline = now + timedelta(days=days)
        (cases[name],) = await add_cases(town.database, now, 1, deadline_at=deadline, **asked)
    order = ["soon", "far", "asked", "asked too"]
    await binh.commands("viec")
    assert sorted(cases, key=lambda name: binh.heard.index(cases[name])) == order
    await binh.presses("1")
    for name in (*order[1:], order[0]):
        await binh.presses("Việc tiếp theo")
        assert cases[name] in binh.heard


@pytest.mark.both_databases
async def test_an_urgent_case_comes_first_and_the_next_one_after_it(
    town: Town, binh: Someone, desk: Desk
) -> None:
    """Urgent by itself or by its category, however late the others are; next stays next."""
    now, cases = town.clock(), {}
    kinds = {
        "late": (-3, {}),
        "category": (2, {"category": "cay_sap_do"}),
        "soon": (1, {}),
        "itself": (1, {"urgent": True}),
        "waits": (1, {"urgent": True, "answer_by": now}),
    }
    for name, (days, fields) in kinds.items():
        (cases[name],) = await add_cases(town.database, now, 1, **{
            "deadline_at": now + timedelta(days=days), **fields})  # fmt: skip
    order = ["itself", "category", "late", "soon", "waits"]
    page = (await desk.get()).text
    await binh.commands("viec")
    for shown in (page, binh.heard):
        assert sorted(cases, key=lambda name: shown.index(cases[name])) == order
    await binh.presses("1")
    await binh.presses("Tiếp nhận")
    for name in order[1:]:
        await binh.presses("Việc tiếp theo")
        assert cases[name] in binh.heard


async def test_a_long_list_found_by_words_is_followed_to_its_end(town: Town, binh: Someone) -> None:
    codes = await add_cases(town.database, town.clock(), 102, place="tường chợ, tổ 5")
    await binh.says("việc ở tổ 5 về cái tường")
    await binh.does(button=f"next:{codes[100]}")
    assert codes[101] in binh.heard


async def test_a_list_is_worked_on_for_a_day(town: Town, front: Someone) -> None:
    cases = await listed(town)
    await front.says("việc quá hạn ở phường Tân Phong")
    town.clock.advance(hours=13)
    await front.does(button=f"next:{cases['late 2']}")
    assert cases["other ward"] in front.heard


MOVES = (
    "note", "assign", "correct", "extend", "share", "part_drop", "query", "reply", "remind",
    "merge", "take_back",
)  # fmt: skip


@pytest.mark.parametrize("move", MOVES)
async def test_after_each_move_of_an_office_comes_the_next_case(
    town: Town, an: Someone, binh: Someone, front: Someone, move: str
) -> None:
    code, other = await report(an), await report(town.person("lan"), photos=())
    someone = front if move in ("query", "remind") else binh
    if move == "part_drop":
        await binh.does(button=f"share:{code}:ubnd_doan_ket")
        await binh.says("Cho xe nâng cắt cành cao")
        await binh.presses("Gửi")
    button = {
        "assign": f"assign:{code}:0", "correct": f"correct:{code}:urgent:yes",
        "extend": f"newdate:3:{code}", "share": f"share:{code}:ubnd_doan_ket",
        "part_drop": f"part_drop:{code}:ubnd_doan_ket", "query": f"oversee:query:{code}",
        "remind": f"oversee:remind:{code}", "merge": f"merge_yes:{code}:{other}",
        "take_back": f"case:accept:{code}",
    }.get(move, f"case:{move}:{code}")  # fmt: skip
    await someone.does(button=button)
    if move == "take_back":
        await someone.presses("Bấm nhầm")
    if move in ("note", "share", "query", "reply"):
        await someone.says("Cho xe nâng cắt cành cao")
        await someone.presses("Gửi")
    said = [message for message in someone.news if "Nội dung" not in message.reply.text]
    assert "Việc tiếp theo ▸" in [label for message in said for label in message.labels]


async def test_filters_stay_in_the_ward_until_one_leaves_it(town: Town, front: Someone) -> None:
    await listed(town)
    await front.says("việc ở phường Tân Phong")
    await front.presses("⏰ Quá hạn (3)")
    assert "3 việc quá hạn ở phường Tân Phong" in front.heard
    await front.presses("🗺 Mọi phường")
    assert "4 việc quá hạn" in front.heard and "Tân Phong.</b>" not in front.heard


async def test_a_list_found_by_words_goes_on(town: Town, binh: Someone) -> None:
    codes = await add_cases(town.database, town.clock(), 13, place="tường chợ, tổ 5")
    await binh.says("việc ở tổ 5 về cái tường")
    assert "Hơn 10 việc" in binh.heard and sum(code in binh.heard for code in codes) == 10
    await binh.presses("Xem tiếp")
    assert "13 việc" in binh.heard and "<b>11.</b>" in binh.heard
    assert sum(code in binh.heard for code in codes) == 3 and "Xem tiếp" not in binh.last.labels


async def test_a_search_goes_on_too(town: Town, binh: Someone) -> None:
    codes = await add_cases(town.database, town.clock(), 13, place="tường chợ, tổ 5")
    await binh.commands("viec", "tường chợ")
    await binh.presses("Xem tiếp")
    assert "<b>11.</b>" in binh.heard and sum(code in binh.heard for code in codes) == 3


@pytest.mark.parametrize("said", ["mở việc số 2", "số 2", "2", "viec 2"])
async def test_a_number_opens_that_case_of_the_list(town: Town, binh: Someone, said: str) -> None:
    codes = await add_cases(town.database, town.clock(), 12)
    await binh.says(said)
    assert "Nội dung" not in binh.heard, "no list was shown"
    await binh.commands("viec")
    await binh.says(said)
    assert codes[1] in binh.heard and "Nội dung" in binh.heard
    await binh.presses("Xem tiếp")
    await binh.says(said.replace("2", "12"))
    assert codes[11] in binh.heard and "Nội dung" in binh.heard
    await binh.says(said)
    assert codes[1] in binh.heard, "the first page is still there to be read"
    await binh.says(said.replace("2", "40"))
    assert "không có việc số 40" in binh.heard


async def test_a_number_opens_a_case_beside_an_open_draft(town: Town, binh: Someone) -> None:
    codes = await add_cases(town.database, town.clock(), 3)
    await binh.commands("viec")
    await binh.does(button=f"case:resolve:{codes[0]}")
    await binh.says("mở việc số 2")
    assert codes[1] in binh.heard and "vẫn còn" in binh.heard
