"""Buttons of a digest that are stale, forged, foreign, or pressed by two at once."""

from sqlmodel import select

from bot.core.turn import Tools
from db.models import Person
from tests.digests.screens.test_acting import (
    actions,
    data,
    digest_of,
    digests,
    line,
    overdue,
    press,
    report_of,
    under,
)
from tests.town import Someone, Town, report


async def test_a_stale_button_says_what_has_happened_since(
    town: Town, tools: Tools, an: Someone, binh: Someone, front: Someone
) -> None:
    """Done by a colleague in another chat, sent elsewhere, or taken back by who sent it."""
    chi = town.person("chi")
    await town.invited(chi, "official", "ubnd_tan_phong")
    accepted, sent_on, over, withdrawn = await overdue(town, tools, an, 4)
    digest = digest_of(binh)
    old = {code: data(digest, "accept", code) for code in (accepted, sent_on, over, withdrawn)}
    town.clock.advance(minutes=12)
    await chi.does(button=f"case:accept:{accepted}")
    await chi.does(button=f"forward:{sent_on}:so_xay_dung")
    await chi.presses("Gửi")
    await chi.does(button=f"case:reject:{over}")
    await chi.says("Cây trong đất tư, không thuộc thẩm quyền")
    await chi.presses("Gửi")
    await an.does(button=f"withdraw_yes:{withdrawn}")
    assert digest.edits == 0, "it was done elsewhere"
    for code, since, mark in (
        (accepted, "đã nhận lúc 08:12 ngày 07/12/2026, bởi UBND phường Tân Phong", "đã nhận 08:12"),
        (sent_on, "đã chuyển lúc 08:12 ngày 07/12/2026 đến Sở Xây dựng", "đã chuyển 08:12"),
        (over, "không xử lý lúc 08:12", "không xử lý 08:12"),
        (withdrawn, "người gửi đã rút lúc 08:12", "người gửi đã rút 08:12"),
    ):
        edits = digest.edits
        await binh.does(button=old[code], message=digest.id)
        assert f"<b>{code}</b>: {since}" in binh.heard
        assert digest.edits == edits + 1 and f"✓ {mark}" in line(digest, code)
        assert not {"✅ Nhận"} & set(under(digest, code))
    assert await actions(town, accepted) == ["accept"]
    await press(front, digest_of(front), "remind", over)
    assert "không xử lý lúc 08:12" in front.heard and digest_of(front).edits == 1


async def test_two_officials_press_at_the_same_time(town: Town, tools: Tools, an: Someone) -> None:
    """In a group, and one of them in private: one wins, everybody is told, each message says it."""
    binh, chi = town.person("binh", chat="-7"), town.person("chi", chat="-7")
    alone = town.person("dung")
    for someone in (binh, alone):
        await town.invited(someone, "official", "ubnd_tan_phong")
    (code,) = await overdue(town, tools, an)
    group, private = digest_of(binh), digest_of(alone)
    presses = [
        presser.incoming(button=data(digest, "accept", code), message=digest.id)
        for presser, digest in ((binh, group), (chi, group), (alone, private))
    ]
    before = len(binh.shown), len(alone.shown)
    await town.dispatcher.receive(presses)
    await town.settle()
    assert await actions(town, code) == ["accept"]
    for digest in (group, private):
        assert "✓ đã nhận 08:00" in line(digest, code) and digest.edits >= 1
    texts = [
        message.reply.text for message in (*binh.shown[before[0] :], *alone.shown[before[1] :])
    ]
    assert len(texts) == 3 and sum("đã nhận lúc 08:00" in text for text in texts) == 2


async def test_forged_and_foreign_buttons_gain_nothing(
    town: Town, tools: Tools, an: Someone, binh: Someone, front: Someone
) -> None:
    so, eve, stranger = town.person("so"), town.person("eve"), town.person("other")
    await town.invited(so, "official", "so_xay_dung")
    await town.invited(stranger, "overseer", "mttq_tan_phong")
    listed, unlisted = await overdue(town, tools, an), await report(an, photos=())
    official_digest, front_digest = digest_of(binh), digest_of(front)
    number = data(official_digest, "accept", listed[0]).split(":")[2]
    forged = [
        *("dg", "dg:", "dg:accept", f"dg:accept:{number}", f"dg:accept:{number}:{unlisted}"),
        *(f"dg:accept:{number}:LC-222222", f"dg:accept:²:{listed[0]}", f"dg:accept:-1:{listed[0]}"),
        *(f"dg:accept:{'9' * 12}:{listed[0]}", f"dg:resolve:{number}:{listed[0]}"),
        *(f"dg:all:{number}:all", f"dg:show:{number}:all", f"dg:xlsx:{number}:{listed[0]}"),
        *(f"dg:remind:{number}:all", f"dg:remind:{number}:{listed[0]}", "dg:docx:0:all"),
        *("look:docx::#0", "look:text::#x"),
        *(f"dg:query:{number}:{listed[0]}", f"dg:accept:{number}:all:all"),
    ]
    data_list = [
        b.data
        for digest in (official_digest, front_digest)
        for row in digest.reply.buttons
        for b in row
        if b.data != "promises:0"  # anybody may look at the targets
    ]
    for presser in (so, eve, an, stranger):
        for pressed in (*data_list, *(forged if presser is stranger else ())):
            await presser.does(button=pressed, message=official_digest.id)
            assert len(presser.news) == 1 and "Nút này đã cũ" in presser.heard, (
                presser.name,
                pressed,
            )
    for pressed in forged:
        await binh.does(button=pressed, message=official_digest.id)
        assert binh.news, pressed
    assert (
        (await report_of(town, listed[0])).status
        == (await report_of(town, unlisted)).status
        == "new"
    )
    assert await actions(town, listed[0]) == await actions(town, unlisted) == []


async def test_what_is_the_others_role_is_refused(
    town: Town, tools: Tools, an: Someone, binh: Someone, front: Someone
) -> None:
    (code,) = await overdue(town, tools, an)
    for presser, verb in ((front, "accept"), (front, "forward"), (front, "ask"), (binh, "query")):
        digest = digest_of(presser)
        number = data(digest, "show", code).split(":")[2]
        await presser.does(button=f"dg:{verb}:{number}:{code}", message=digest.id)
        assert "nút này không dành cho anh/chị" in presser.heard, (presser.name, verb)
    for presser, verb in ((front, "accept"), (binh, "remind")):
        number = data(digest_of(presser), "show", code).split(":")[2]
        await presser.does(button=f"dg:{verb}:{number}:all")
        assert "không dành cho" in presser.heard
    assert await actions(town, code) == []


async def test_with_the_role_the_buttons_go(
    town: Town, tools: Tools, an: Someone, binh: Someone, front: Someone
) -> None:
    (code,) = await overdue(town, tools, an)
    with town.database.transaction() as session:
        for person in session.exec(select(Person)).all():
            person.role = "resident"
    for reader, verbs in ((binh, ("accept", "ask", "forward")), (front, ("query", "remind"))):
        digest = digest_of(reader)
        for verb in ("show", *verbs):
            await press(reader, digest, verb, code)
            assert "không dành cho" in reader.heard and len(reader.news) == 1, verb
        for form in ("chart", "map", "xlsx", "docx"):
            await press(reader, digest, form)
            assert "không dùng được nữa" in reader.heard and len(reader.news) == 1, form
        assert digest.edits == 0
    assert await actions(town, code) == []


async def test_in_a_group_that_became_a_supergroup_nothing_is_shown_anew(
    town: Town, tools: Tools, an: Someone
) -> None:
    """Messages sent before stay where they were: the new chat does not have them."""
    old, new = town.person("binh", chat="-7"), town.person("binh", chat="-1007")
    await town.invited(old, "official", "ubnd_tan_phong")
    first, second = await overdue(town, tools, an, 2)
    before = digest_of(old)
    await town.dispatcher.receive([old.incoming(button=f"case:accept:{first}")])
    await town.dispatcher.settle()
    await old.does(event="moved", moved_to="-1007")
    assert before.edits == 0 and not [
        message for message in new.shown if "Bản tin" in message.reply.text
    ]
    await new.does(button=f"case:accept:{second}")
    assert (await report_of(town, second)).status == "accepted"
    assert before.edits == 0 and not [
        message for message in new.shown if "Bản tin" in message.reply.text
    ]
    later = await report(an, photos=())
    town.clock.advance(days=1)
    await digests(town, tools)
    digest = digest_of(new)
    await press(new, digest, "accept", later)
    assert "✓ đã nhận" in line(digest, later) and digest.edits == 1
