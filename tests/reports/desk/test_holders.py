"""Who left an office loses the role by an admin's two taps, and nothing of theirs is left alone."""

from sqlmodel import select

from db.models import Audit, Person, Report, Subscription
from tests.reports.desk.desks import add_cases
from tests.reports.desk.test_blocks import admin_of
from tests.reports.desk.test_team import number
from tests.town import Someone, Town


async def test_who_is_dismissed_sees_nothing_and_their_cases_are_everybodys(
    town: Town, binh: Someone
) -> None:
    chi, admin = town.person("chi"), await admin_of(town)
    await town.invited(chi, "official", "ubnd_tan_phong")
    (code,) = await add_cases(town.database, town.clock(), 1, assignee_id=number(town, "binh"))
    await admin.commands("canbo")
    assert (
        len([label for label in admin.last.labels if "cán bộ, UBND phường Tân Phong" in label]) == 2
    )
    assert not any("quản trị" in label for label in admin.last.labels), "not oneself"
    await admin.presses(f"Cán bộ số {number(town, 'binh')}")
    assert "1 việc đang giao" in admin.heard
    chi.read, binh.read = len(chi.shown), len(binh.shown)
    await admin.presses("Thôi vai trò")
    assert "đã thôi vai trò" in admin.heard
    assert code in chi.heard and "để chung" in chi.heard
    assert "được quản trị viên cho thôi" in binh.heard and code not in binh.heard
    with town.database.reading() as session:
        person = session.get(Person, number(town, "binh"))
        assert person and (person.role, person.agency) == ("resident", None)
        assert session.exec(select(Report.assignee_id)).one() is None
        ended = [row for row in session.exec(select(Subscription)).all() if row.deleted_at]
        assert len(ended) == 1 and not ended[0].active
        assert "dismiss" in session.exec(select(Audit.action)).all()
    await binh.commands("viec")
    assert code not in binh.heard
    await admin.does(button=f"dismiss:person:{number(town, 'binh')}:yes")
    assert "Nút này đã cũ" in admin.heard


async def test_a_group_is_dismissed_too_and_only_by_an_admin(town: Town, front: Someone) -> None:
    admin, member = await admin_of(town), town.person("binh", "group")
    await town.invited(member, "official", "ubnd_tan_phong")
    await admin.commands("canbo")
    data = admin.button("Nhóm số").data
    await front.does(button=f"{data}:yes")
    await front.commands("canbo")
    assert "Nhóm số" not in front.heard
    await admin.presses("Nhóm số")
    await admin.presses("Thôi vai trò")
    assert "được quản trị viên cho thôi" in member.heard
    await member.commands("viec")
    assert "dành cho cán bộ" in member.heard


async def test_in_a_group_of_admins_nobody_is_listed_or_dismissed(town: Town) -> None:
    admin, member = await admin_of(town), town.person("khach", "group")
    await town.invited(member, "admin")
    await member.commands("canbo")
    assert "nhắn riêng" in member.heard
    await member.does(button=f"dismiss:person:{number(town, admin.name)}:yes")
    assert "Nút này đã cũ" in member.heard
    await admin.does(button=f"dismiss:x:{number(town, admin.name)}:yes")
    assert "Nút này đã cũ" in admin.heard
    with town.database.reading() as session:
        person = session.get(Person, number(town, admin.name))
    assert person and person.role == "admin"


async def test_all_cases_of_who_is_dismissed_are_everybodys(town: Town, binh: Someone) -> None:
    admin = await admin_of(town)
    await add_cases(town.database, town.clock(), 520, assignee_id=number(town, "binh"))
    await admin.does(button=f"dismiss:person:{number(town, 'binh')}:yes")
    assert "520 việc nay để chung" in admin.heard
    with town.database.reading() as session:
        assert set(session.exec(select(Report.assignee_id)).all()) == {None}
