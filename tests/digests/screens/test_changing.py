"""/bantin: digests are made and changed from the chat, as far as a role reaches."""

from sqlmodel import col, select

from bot.core.turn import Tools
from bot.digests.sending import send_due
from bot.digests.subscribing import MOST_OF_CHAT
from db.models import Audit, Outbox, Subscription
from tests.town import Someone, Town, report


async def front(town: Town) -> Someone:
    """The Fatherland Front of the province, at its card."""
    someone = town.person("front")
    await town.invited(someone, "overseer", "mttq_tinh")
    await someone.commands("bantin")
    return someone


async def subscriptions(town: Town) -> list[Subscription]:
    with town.database.reading() as session:
        query = select(Subscription).order_by(col(Subscription.id))
        return list(session.exec(query).all())


async def taps(someone: Someone, *ends: str) -> None:
    """Press buttons by what their data ends with, in the message they stand under."""
    for end in ends:
        buttons = [
            (shown.id, button.data)
            for shown in someone.shown
            for row in shown.reply.buttons
            for button in row
            if button.data and button.data.endswith(end)
        ]
        assert buttons, (end, someone.last.labels)
        message, data = buttons[-1]
        await someone.does(button=data, message=message)


async def test_days_and_time_are_chosen_and_what_would_come_is_shown_at_once(
    town: Town, tools: Tools
) -> None:
    person = await front(town)
    await report(town.person("an"))
    await taps(person, ":menu", ":when", ":when:month", ":when:month:1700")
    (of,) = await subscriptions(town)
    assert of.cron == "0 17 1 * *" and of.since == town.clock()
    card = next(message for message in person.shown if "📬" in message.reply.text)
    assert "ngày 1 hằng tháng, lúc 17:00" in card.reply.text and card.edits == 4
    assert "Lần tới: 17:00 ngày 01/12/2026" in card.reply.text
    assert "Xem trước" in person.heard and "Bản tin" in person.last.reply.text
    assert send_due(town.database, tools, town.media, town.clock()) == 0, "shown already"
    for days, cron in {"workdays": "30 6 * * 1-5", "monday": "30 6 * * 1"}.items():
        await taps(person, ":when", f":when:{days}", ":0630")
        assert (await subscriptions(town))[0].cron == cron


async def test_never_is_a_choice_until_other_days_are_chosen(town: Town) -> None:
    person = await front(town)
    await taps(person, ":menu", ":when", ":1:pause")
    (of,) = await subscriptions(town)
    assert not of.active and "đang tạm dừng" in person.last.reply.text
    await taps(person, ":menu", ":when", ":when:workdays", ":0800")
    (of,) = await subscriptions(town)
    assert of.active and of.cron == "0 8 * * 1-5" and of.since == town.clock()


async def test_no_cron_expression_can_be_typed(town: Town) -> None:
    person = await front(town)
    await taps(person, ":menu", ":when")
    assert person.last.labels == [
        "Thứ Hai đến thứ Sáu", "Thứ Hai hằng tuần", "Ngày 1 hằng tháng", "Không gửi", "◀ Quay lại"
    ]  # fmt: skip
    (before,) = await subscriptions(town)
    await person.does(button=f"bantin:{before.id}:cron")
    assert "Nút này đã cũ" in person.heard
    await person.says("0 17 1,15 * *")
    assert await subscriptions(town) == [before]


async def test_scope_by_agency_area_and_category(town: Town) -> None:
    person = await front(town)
    await taps(person, ":menu", ":scope", ":agency:2", ":areas", ":area:1", ":scope")
    await taps(person, ":groups", ":group:1", ":category:1:0", ":category:1:2", ":groups", ":scope")
    (of,) = await subscriptions(town)
    assert of.agency == tools_agency(town, 1) and of.areas == ["tan_phong"]
    assert of.categories == ["chat_ha_cay", "cay_do_chan_duong"]
    await taps(person, ":scoped")
    assert "Xem trước" in person.heard
    await taps(person, ":scope", ":groups", ":group:1", ":category:1:all")
    assert len((await subscriptions(town))[0].categories) == 13
    await taps(person, ":category:1:all", ":groups", ":scope", ":areas", ":area:1")
    (of,) = await subscriptions(town)
    assert (of.categories, of.areas) == ([], [])


def tools_agency(town: Town, number: int) -> str:
    city = town.dispatcher._router.tools.city  # the same as everybody's
    return list(dict.fromkeys(rule.agency for rule in city.routing))[number]


async def test_an_official_reaches_no_other_agency_and_a_wards_front_no_other_ward(
    town: Town,
) -> None:
    group, ward = town.person("binh", chat="group"), town.person("ward")
    await town.invited(group, "official", "ubnd_tan_phong")
    await town.invited(ward, "overseer", "mttq_tan_phong")
    for someone in (group, ward):
        await someone.commands("bantin")
    of_group, of_ward = await subscriptions(town)
    await taps(group, ":menu", ":scope")
    assert not any(":agency:" in (b.data or "") for row in group.last.reply.buttons for b in row)
    for number in range(5):
        await group.does(button=f"bantin:{of_group.id}:agency:{number}")
        await group.does(button=f"bantin:{of_ward.id}:agency:{number}")
        await ward.does(button=f"bantin:{of_ward.id}:area:{number}")
    now_group, now_ward = await subscriptions(town)
    assert now_group.agency == "ubnd_tan_phong" and now_ward.areas == ["tan_phong"]
    assert now_ward.agency is None
    await group.does(button=f"bantin:{of_group.id}:area:1")
    assert (await subscriptions(town))[0].areas == ["tan_phong"], "narrower is theirs to choose"


async def test_files_quiet_hours_and_an_empty_one(town: Town, tools: Tools) -> None:
    person = await front(town)
    assert not (await subscriptions(town))[0].own_forms
    await taps(person, ":menu", ":forms")
    assert "Excel tự đi kèm khi danh sách" in person.last.reply.text
    await taps(person, ":form:chart", ":form:map", ":form:xlsx", ":form:docx")
    assert "Chỉ những thứ anh/chị chọn" in person.last.reply.text
    (of,) = await subscriptions(town)
    assert of.forms == ["docx"] and of.own_forms
    await taps(person, ":given_forms")
    assert "Excel tự đi kèm khi danh sách" in person.last.reply.text
    (of,) = await subscriptions(town)
    assert of.forms == ["chart", "map", "xlsx"] and not of.own_forms
    await taps(person, ":menu", ":when", ":when:monday", ":0630", ":quiet", ":hush:4")
    (card,) = (shown.reply.text for shown in person.shown if "📬" in shown.reply.text)
    assert "Giờ yên lặng: 22:00–07:00" in card
    assert "trong giờ yên lặng, nên gửi lúc 07:00 ngày 30/11/2026" in card
    await taps(person, ":empty")
    (of,) = await subscriptions(town)
    assert of.quiet == "22:00-07:00" and of.empty_too
    await town.person("an").commands("start")
    town.clock.advance(days=7)
    assert send_due(town.database, tools, town.media, town.clock()) == 1
    await town.settle()
    assert "không có phản ánh nào mới" in person.last.reply.text


async def test_a_second_one_and_its_end(town: Town, tools: Tools) -> None:
    person = await front(town)
    await taps(person, ":new", ":when:workdays", ":0800")
    first, second = await subscriptions(town)
    assert (first.cron, second.cron) == ("30 7 * * 1", "0 8 * * 1-5")
    await taps(person, f":{second.id}:delete", f":{second.id}:delete:yes")
    await person.commands("bantin")
    assert "Bản tin 1" in person.heard and "Bản tin 2" not in person.heard
    await person.does(button=f"bantin:{second.id}:when")
    assert "Nút này đã cũ" in person.heard
    for _ in range(MOST_OF_CHAT):
        await person.does(button="bantin:0:new")
    assert f"đã có {MOST_OF_CHAT} bản tin" in person.heard
    await report(town.person("an"))
    town.clock.advance(days=1)
    sent = send_due(town.database, tools, town.media, town.clock())
    assert sent == 0, "the deleted one was the only daily one"
    with town.database.reading() as session:
        actions = session.exec(select(Audit.action)).all()
    assert {"add_digest", "change_digest", "delete_digest"} <= set(actions)


async def test_nonsense_behind_a_card_changes_nothing(town: Town) -> None:
    person, an = await front(town), town.person("an")
    (before,) = await subscriptions(town)
    for tail in (
        "when:year", "when:day:0700", "when:monday:9999", "when:monday:07:00", "when:month:x",
        "agency:-1", "agency:99", "agency", "area:²", "group:9", "category:0", "category:0:99",
        "form:exe", "form", "hush:-1", "hush:77", "nothing", "", "when:month:15:1700",
    ):  # fmt: skip
        await person.does(button=f"bantin:{before.id}:{tail}")
        assert "Nút này đã cũ" in person.heard, tail
    for data in ("bantin:x:menu", "bantin:99:menu", "bantin:-1:menu", "bantin:0:when"):
        await person.does(button=data)
        assert "Nút này đã cũ" in person.heard, data
    for data in (f"bantin:{before.id}:menu", "bantin:0:new"):
        await an.does(button=data)
        assert "Nút này đã cũ" in an.heard or "không dành cho" in an.heard
    assert await subscriptions(town) == [before]
    with town.database.reading() as session:
        assert session.exec(select(Outbox).where(Outbox.state == "dead")).first() is None
