"""What understanding learns from where it runs: kept masked, counted, erased with its report."""

from collections.abc import Mapping
from datetime import timedelta

from sqlmodel import select

from bot.questions.count_queries import SUGGESTED, counted
from bot.reports.examples import correct_category
from bot.understanding import local_queries
from db.models import Example, Report
from tests.reports.reporting import begun, chooses, reports
from tests.town import Someone, Town, report

STORY = "chặt hạ hai cây phượng ở đường Trần Phú, gọi chị Hoa 0912345678"


async def sent(an: Someone, category: str) -> None:
    await an.says(STORY)
    if "Việc khác…" in an.last.labels:
        await chooses(an, "Cây xanh", category)
    while "Gửi phản ánh" not in str(an.last.labels):
        label = next(
            label
            for label in ("phường Đoàn Kết", "Không có ảnh")
            if any(shown.lstrip("✅👉🙈 ").startswith(label) for shown in an.last.labels)
        )
        await an.presses(label)
    await an.presses("Sửa việc")
    await chooses(an, "Cây xanh", category)
    await an.presses("Gửi phản ánh")


def examples(town: Town) -> list[Example]:
    with town.database.reading() as session:
        return list(session.exec(select(Example)).all())


def suggested(town: Town) -> Mapping[str, int]:
    """Return how often what was suggested was sent, and how often changed."""
    day = town.clock().date()
    with town.database.reading() as session:
        return counted(session, SUGGESTED, day - timedelta(days=1), day + timedelta(days=1))


async def let_stand(an: Someone) -> None:
    await an.says("chặt hạ hai cây phượng trước cổng trường Tân Phong sáng nay")
    await an.presses("Không có ảnh")
    await an.presses("Gửi phản ánh")


async def test_what_a_resident_chose_is_kept_without_anybodys_data(town: Town) -> None:
    an = await begun(town)
    await sent(an, "Cây chết")
    (example,) = examples(town)
    assert (example.kind, example.label) == ("category", "cay_chet")
    assert example.suggested == "chat_ha_cay"
    assert "0912345678" not in example.text and "hai cây phượng" in example.text


async def test_who_oversees_the_city_reads_how_often_suggestions_were_changed(town: Town) -> None:
    await sent(await begun(town), "Cây chết")
    front = town.person("front")
    await town.invited(front, "overseer", "mttq_tinh")
    await front.commands("bantin")
    town.clock.advance(hours=1)
    await front.presses("🕗 Từ đó đến nay")
    assert "Loại việc máy gợi ý: người dân đổi 1/1 lần" in front.heard
    await let_stand(await begun(town, "binh"))
    with town.database.transaction() as session:
        for report in session.exec(select(Report)).all():
            report.category = "cay_xanh_khac"  # what an office corrects is no resident's change
            correct_category(session, report, "cay_chet", town.clock())
    await front.commands("bantin")
    await front.presses("🕗 Từ đó đến nay")
    assert "người dân đổi 1/2 lần" in front.heard


async def test_what_a_clerk_writes_down_is_no_residents_choice(town: Town) -> None:
    clerk = town.person("clerk")
    await town.invited(clerk, "clerk")
    await clerk.commands("ghiho")
    await clerk.presses("Đồng ý")
    await let_stand(clerk)
    assert len(await reports(town)) == 1 and suggested(town) == {}


async def test_it_is_erased_with_its_report(town: Town) -> None:
    an = await begun(town)
    await sent(an, "Chặt hạ")
    assert [example.label for example in examples(town)] == ["chat_ha_cay"]
    await an.commands("xoa")
    await an.presses("Xóa hết")
    await an.presses("Vâng, xóa hết")
    assert examples(town) == [] and len(await reports(town)) == 1


async def test_a_category_that_was_only_let_stand_is_no_choice(town: Town) -> None:
    await let_stand(await begun(town))
    assert [row.category for row in await reports(town)] == ["chat_ha_cay"]
    assert examples(town) == [] and suggested(town) == {"suggested": 1}


async def test_a_moderators_decision_teaches_the_category_of_its_report(town: Town) -> None:
    await report(town.person("an"))
    (sent_report,) = await reports(town)
    with town.database.transaction() as session:
        for label, suggested, number in (
            ("pass", "coarse", sent_report.id), ("rude", "coarse", sent_report.id),
            ("advert", "spam", sent_report.id),
        ):  # fmt: skip
            session.add(Example(kind="held", text="x", label=label, suggested=suggested,
                                report_id=number, created_at=town.clock()))  # fmt: skip
    with town.database.reading() as session:
        kept = [row for row in local_queries.stored_examples(session) if row.text == "x"]
    assert [(row.intent, row.category, row.coarse) for row in kept] == [
        ("report", "chat_ha_cay", False), ("report", "chat_ha_cay", True), ("spam", None, False)
    ]  # fmt: skip
