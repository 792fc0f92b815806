"""Correcting what a report is taken for: history, deadline, reporter, example, receipt."""

import pytest
from sqlmodel import select

from bot.city.city import City
from bot.city.parts import Rule
from bot.city.working_days import deadline
from bot.reports import corrections
from bot.reports import queries as reports
from bot.reports.desk.correcting import LONGEST_PLACE
from bot.reports.erasing import erase_reports
from bot.reports.tracking.receipts import as_kept
from db.models import Example, Report, ReportEvent
from tests.conftest import ZONE
from tests.reports.desk.desks import Desk
from tests.town import Someone, Town, report


async def only(town: Town) -> tuple[Report, ReportEvent]:
    with town.database.reading() as session:
        row = session.exec(select(Report)).one()
        return row, reports.events(session, row)[-1]


async def test_a_wrong_category_is_put_right_in_two_taps(
    town: Town, an: Someone, binh: Someone
) -> None:
    code = await report(an, category="Thiếu cây xanh", description="Cây trước cổng trường")
    before, _ = await only(town)
    await binh.does(button=f"correct:{code}")
    await binh.presses("Loại việc")
    await binh.does(button=f"correct:{code}:category:cay_sap_do")
    row, event = await only(town)
    assert row.category == "cay_sap_do"
    assert corrections.changes_of(event) == {"category": ("thieu_cay_xanh", "cay_sap_do")}
    assert event.deadline_was == before.deadline_at
    assert row.deadline_at == deadline(row.created_at, 1, ZONE)
    assert "nguy cơ gãy đổ" in an.last.reply.text and code in an.last.reply.text
    assert "Đã sửa" in "\n".join(message.reply.text for message in binh.shown)
    with town.database.reading() as session:
        (example,) = session.exec(select(Example)).all()
        assert (example.kind, example.label) == ("category", "cay_sap_do")


async def test_the_receipt_is_still_true_after_a_correction(
    town: Town, an: Someone, binh: Someone
) -> None:
    code = await report(an)
    for step in ("category:cay_chet", "area:doan_ket", "urgent:yes", "category:cay_sap_do"):
        await binh.does(button=f"correct:{code}:{step}")
    await binh.does(button=f"correct:{code}:place")
    await binh.says("trước bến xe")
    with town.database.reading() as session:
        row = session.exec(select(Report)).one()
        assert (row.category, row.area, row.urgent, row.place) == (
            "cay_sap_do", "doan_ket", True, "trước bến xe",
        )  # fmt: skip
        assert as_kept(session, row) == "whole"
        row.place = "nơi khác"
        assert as_kept(session, row) == "whole", "what was sent stands in the history"
        row.description = "lời khác"
        assert as_kept(session, row) == "changed"


async def test_a_late_correction_gives_time_and_never_more_than_there_was(
    town: Town, an: Someone, binh: Someone
) -> None:
    code = await report(an, category="Thiếu cây xanh")
    before, _ = await only(town)
    town.clock.advance(days=6)
    await binh.does(button=f"correct:{code}:category:cay_sap_do")
    row, _ = await only(town)
    assert row.deadline_at == deadline(town.clock(), 1, ZONE) < before.deadline_at
    town.clock.advance(days=30)
    await binh.does(button=f"correct:{code}:category:cay_do_chan_duong")
    assert (await only(town))[0].deadline_at == row.deadline_at, "late stays late"


async def test_days_waited_for_the_reporter_stay_given(
    town: Town, an: Someone, binh: Someone
) -> None:
    code = await report(an, category="Thiếu cây xanh")
    with town.database.transaction() as session:
        row = session.exec(select(Report)).one()
        row.deadline_at = deadline(row.created_at, 15 + 3, ZONE)
    await binh.does(button=f"correct:{code}:category:cay_chet")
    row, _ = await only(town)
    assert row.deadline_at == deadline(row.created_at, 7 + 3, ZONE)


@pytest.mark.parametrize(("step", "begin_anew"), [("case:accept", False), ("forward", True)])
async def test_no_step_but_a_forwarding_begins_the_days_anew(
    town: Town, an: Someone, binh: Someone, front: Someone, step: str, begin_anew: bool
) -> None:
    code = await report(an, category="Thiếu cây xanh")
    begun = (await only(town))[0].created_at
    town.clock.advance(days=3)
    await binh.does(button=f"{step}:{code}{':so_xay_dung' if begin_anew else ''}")
    if begin_anew:
        await binh.presses("Gửi")
    await front.does(button=f"correct:{code}:category:cay_chet")
    row, _ = await only(town)
    assert row.status == ("forwarded" if begin_anew else "accepted")
    assert row.deadline_at == deadline(town.clock() if begin_anew else begun, 7, ZONE)


async def test_a_place_too_long_is_asked_for_again(town: Town, an: Someone, binh: Someone) -> None:
    code = await report(an)
    await binh.does(button=f"correct:{code}:place")
    await binh.says("x" * (LONGEST_PLACE + 1))
    assert f"không quá {LONGEST_PLACE} chữ cái" in binh.heard
    await binh.says("trước bến xe")
    assert (await only(town))[0].place == "trước bến xe"
    card = next(message for message in binh.shown if message.edits)
    assert "trước bến xe" in card.reply.text, "what was shown of it says so too"


async def test_the_front_corrects_too_and_the_agency_hears_of_it(
    town: Town, an: Someone, binh: Someone, front: Someone
) -> None:
    code = await report(an, category="Thiếu cây xanh")
    await front.does(button=f"correct:{code}:urgent:yes")
    row, event = await only(town)
    assert row.urgent and event.role == "overseer"
    told = "\n".join(message.reply.text for message in binh.shown)
    assert "Mặt trận sửa" in told and "🚨" in told
    notice = next(line for line in binh.shown if "Mặt trận sửa" in line.reply.text)
    assert notice.labels[-1] == "📋 Xem phiếu" and len(notice.labels) > 1


@pytest.mark.parametrize("step", ["category:cay_chet", "urgent:yes", "area:doan_ket", "place"])
async def test_nobody_else_corrects_anything(town: Town, an: Someone, step: str) -> None:
    code = await report(an)
    before, _ = await only(town)
    other, admin = town.person("other"), town.person("admin")
    await town.invited(other, "official", "ubnd_doan_ket")
    await town.invited(admin, "admin")
    for someone in (an, other, admin):
        await someone.does(button=f"correct:{code}:{step}")
        assert "không dành cho anh/chị" in someone.heard
    assert (await only(town))[0].model_dump() == before.model_dump()


@pytest.mark.parametrize(
    "step", ["category:nothing", "area:nowhere", "urgent", "x:y", "category:" + "a" * 40]
)
async def test_a_forged_value_changes_nothing(
    town: Town, an: Someone, binh: Someone, step: str
) -> None:
    code = await report(an)
    before, _ = await only(town)
    await binh.does(button=f"correct:{code}:{step}")
    assert binh.news
    assert (await only(town))[0].model_dump() == before.model_dump()


async def test_what_is_erased_leaves_no_words_in_a_correction(
    town: Town, an: Someone, binh: Someone
) -> None:
    code = await report(an, place="nhà bà Kín, phường Tân Phong")
    await binh.does(button=f"correct:{code}:place")
    await binh.says("chợ Tân Phong")
    with town.database.transaction() as session:
        row = session.exec(select(Report)).one()
        assert "bà Kín" in str([event.subject for event in reports.events(session, row)])
        erase_reports(session, town.media, [row], "đã xóa", town.clock())
        session.flush()
        kept = [(event.text, event.subject) for event in reports.events(session, row)]
        assert "Kín" not in str(kept)


async def test_what_only_the_old_category_made_urgent_is_urgent_no_more(
    town: Town, an: Someone, binh: Someone
) -> None:
    code = await report(an, category="Cây có nguy cơ gãy đổ", description="Cây trước cổng trường")
    assert (await only(town))[0].urgent
    await binh.does(button=f"correct:{code}:category:thieu_cay_xanh")
    row, event = await only(town)
    assert not row.urgent
    assert row.deadline_at == deadline(row.created_at, 15, ZONE)
    assert "khẩn → không khẩn" in event.text and "khẩn → không khẩn" in an.last.reply.text


@pytest.mark.parametrize("by", ["words", "hand", "answer"])
async def test_what_is_urgent_by_more_than_its_category_stays_so(
    town: Town, an: Someone, binh: Someone, by: str
) -> None:
    story = "Cây đang đổ đè lên người, có người bị thương, cứu gấp" if by == "words" else "Cây to"
    code = await report(an, category="Cây có nguy cơ gãy đổ", description=story)
    if by == "hand":
        for value in ("no", "yes"):
            await binh.does(button=f"correct:{code}:urgent:{value}")
    if by == "answer":
        with town.database.transaction() as session:
            session.exec(select(Report)).one().details = {"Đang nguy hiểm cho người": "Có"}
    await binh.does(button=f"correct:{code}:category:thieu_cay_xanh")
    assert (await only(town))[0].urgent


async def test_after_a_corrected_ward_its_agency_is_one_tap_away(
    town: Town, an: Someone, binh: Someone, desk: Desk
) -> None:
    code = await report(an)
    await binh.does(button=f"correct:{code}:area:doan_ket")
    assert "thuộc <b>UBND phường Đoàn Kết</b>" in binh.heard
    page = (await desk.get(f"/viec/{code}")).text
    assert "➡️ Chuyển UBND phường Đoàn Kết" in page
    await binh.presses("➡️ Chuyển UBND phường Đoàn Kết")
    await binh.presses("Gửi")
    assert (await only(town))[0].agency == "ubnd_doan_ket"


async def test_a_category_of_another_agency_leads_to_it(
    town: Town, an: Someone, binh: Someone, city: City
) -> None:
    code = await report(an)
    await binh.does(button=f"correct:{code}:category:cay_sap_do")
    rule = Rule(categories=("cay_sap_do",), agency="so_xay_dung")
    with_a_rule = city.model_copy(update={"routing": (rule, *city.routing)})
    row, _ = await only(town)
    with town.database.reading() as session:
        assert corrections.rerouted(session, row, city) is None, "it is there already"
        agency = corrections.rerouted(session, row, with_a_rule)
    assert agency and agency.id == "so_xay_dung"


async def test_after_a_forwarding_none_is_offered_until_a_correction_says_so(
    town: Town, an: Someone, binh: Someone, desk: Desk
) -> None:
    code = await report(an)
    await desk.does(code, "correct", area="doan_ket")
    assert "Theo điều vừa sửa" in (await desk.get(f"/viec/{code}")).text
    await desk.does(code, "forward", to="ubnd_doan_ket")
    chi = town.person("chi")
    await town.invited(chi, "official", "ubnd_doan_ket")
    await chi.does(button=f"forward:{code}:ubnd_tan_phong")
    await chi.says("Cây đứng ở đất phường Tân Phong")
    await chi.presses("Gửi")
    assert (await only(town))[0].agency == "ubnd_tan_phong"
    assert "Theo điều vừa sửa" not in (await desk.get(f"/viec/{code}")).text


async def test_on_the_desk_too(town: Town, an: Someone, binh: Someone, desk: Desk) -> None:
    code = await report(an)
    await desk.does(code, "correct", area="doan_ket")
    await desk.does(code, "forward", to="ubnd_doan_ket")
    assert (await only(town))[0].agency == "ubnd_doan_ket"
