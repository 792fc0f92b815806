"""Which open reports are found like a draft, and who follows one that was merged."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from sqlmodel import Session

from bot.city.city import City
from bot.city.codes import new_code
from bot.digests import count_queries as digest_counts
from bot.digests.queries import Scope
from bot.reports import supporter_queries as supporters
from bot.reports.draft import ReportDraft
from bot.reports.duplicates import REMINDER, earlier, find, follow_instead, main_of
from db.engine import Database
from db.models import CLOSED, Chat, Person, Photo, Report

pytestmark = pytest.mark.both_databases

NOW = datetime(2026, 11, 23, 1, 0, tzinfo=UTC)
SPOT = (22.396, 103.458)
METRE = 1 / 111_195
"""Degrees of latitude."""


async def add(session: Session, north: float | None = 0, **values: Any) -> Report:
    """An open report so many metres north of the spot, or one without a position."""
    report = Report(
        **{
            "code": new_code(), "category": "chat_ha_cay", "description": "Chặt hai cây phượng",
            "latitude": None if north is None else SPOT[0] + north * METRE,
            "longitude": None if north is None else SPOT[1], "agency": "ubnd_tan_phong",
            "area": "tan_phong", "receipt": "", "created_at": NOW, "deadline_at": NOW,
        } | values
    )  # fmt: skip
    session.add(report)
    session.flush()
    return report


async def someone(session: Session, name: str) -> tuple[int, int]:
    """A person and their chat."""
    person = Person(channel="town", channel_id=name, created_at=NOW)
    session.add(person)
    session.flush()
    chat = Chat(channel="town", channel_id=name, person_id=person.id, created_at=NOW)
    session.add(chat)
    session.flush()
    return person.id or 0, chat.id or 0


def draft(**values: Any) -> ReportDraft:
    """One at the spot that lacks nothing."""
    fields = {"latitude": SPOT[0], "longitude": SPOT[1], "area": "tan_phong"}
    return ReportDraft(**{"category": "chat_ha_cay", "description": "Đốn cây"} | fields | values)


def in_words(place: str = "cổng chợ Tam Đường Đất", **values: Any) -> ReportDraft:
    """One without a position."""
    values = {"description": "Chặt hai cây phượng"} | values
    return draft(latitude=None, longitude=None, place=place, **values)


async def test_the_nearest_within_the_radius(database: Database, city: City) -> None:
    with database.transaction() as session:
        codes = [(await add(session, north)).code for north in (51, 49, -20, 5, 30, 5000)]
        candidates = find(session, draft(), city, None)
    assert [alike.report.code for alike in candidates] == [codes[3], codes[2], codes[4]]
    assert {alike.metres for alike in candidates} == {0}, "told from the spots as they are public"


async def test_only_what_is_open_and_of_the_same_kind(database: Database, city: City) -> None:
    with database.transaction() as session:
        for status in CLOSED:
            await add(session, status=status)
        stored = await add(session, status="in_progress", category="cat_tia_qua_muc")
        await add(session, held="spam")
        await add(session, merged_into=stored.id)
        await add(session, category="cay_chet")
        candidates = find(session, draft(), city, None)
        assert [alike.report.code for alike in candidates] == [stored.code]
        off = city.model_copy(
            update={"duplicates": city.duplicates.model_copy(update={"metres": 0})}
        )
        assert find(session, draft(), off, None) == []


async def test_a_radius_of_its_own_for_each_category(database: Database, city: City) -> None:
    with database.transaction() as session:
        await add(session, 150, category="o_nhiem_nuoc")
        await add(session, 150, category="cay_chet")
        assert len(find(session, draft(category="o_nhiem_nuoc"), city, None)) == 1
        assert find(session, draft(category="cay_chet"), city, None) == []


async def test_words_alone_where_there_is_no_spot(database: Database, city: City) -> None:
    place = "gần cổng chợ Tam Đường Đất, phường Tân Phong"
    with database.transaction() as session:
        here = await add(session, place=place)
        pinless = await add(session, None, place=place)
        nobody_knows = await add(session, None, place=place, area=None)
        await add(session, None, place=place, area="doan_ket")
        await add(session, None, place="bệnh viện tỉnh")
        words = find(session, in_words(), city, None)
        assert {alike.report.code for alike in words} == {
            here.code, pinless.code, nobody_knows.code
        }  # fmt: skip
        assert {alike.metres for alike in words} == {None}
        # of two with a position, only the position counts
        far = in_words(description="Chặt hai cây phượng")
        far.latitude, far.longitude = SPOT[0] + 0.05, SPOT[1]
        both = find(session, far, city, None)
        assert {alike.report.code for alike in both} == {pinless.code, nobody_knows.code}
        # who does not know the ward is shown all of them
        unsure = find(session, in_words(area=None, area_unknown=True), city, None)
        assert len(unsure) == 3


@pytest.mark.parametrize(("north", "is_same"), [(20, True), (5000, False), (None, True)])
async def test_an_ended_one_at_another_spot_is_no_earlier_one_whatever_its_words(
    database: Database, city: City, north: float | None, is_same: bool
) -> None:
    place, story = "cổng chợ Tam Đường Đất", "Chặt hai cây phượng"
    with database.transaction() as session:
        person, _ = await someone(session, "an")
        ended = await add(session, north, status="resolved", person_id=person, place=place)
        same = earlier(session, draft(place=place, description=story), city, person)
        assert same is (ended if is_same else None)


async def test_urgent_does_not_wait_for_words(database: Database, city: City) -> None:
    with database.transaction() as session:
        await add(session, None, category="cay_sap_do", place="cổng chợ Tam Đường Đất")
        assert find(session, in_words(category="cay_sap_do"), city, None) == []


async def test_no_more_words_are_read_than_the_latest(database: Database, city: City) -> None:
    place = "cổng chợ Tam Đường Đất"
    with database.transaction() as session:
        await add(session, None, place=place)
        for _ in range(100):
            await add(session, None, place="bệnh viện tỉnh")
        assert find(session, in_words(), city, None) == []
        repeated = await add(session, None, place=place)
        assert [alike.report.code for alike in find(session, in_words(), city, None)] == [
            repeated.code
        ]


async def test_what_is_shown_with_it(database: Database, city: City) -> None:
    with database.transaction() as session:
        me, chat = await someone(session, "an")
        second, _ = await someone(session, "binh")
        report = await add(session, 40, person_id=second)
        for key in ("first.jpg", "second.jpg"):
            session.add(Photo(report_id=report.id or 0, key=key))
            session.flush()
        supporters.add(session, report, me, chat, NOW)
        own = await add(session, 10, person_id=me)
        candidates = find(session, draft(), city, me)
        assert [(alike.report.code, alike.supported) for alike in candidates] == [
            (own.code, 0), (report.code, 1)
        ]  # fmt: skip
        assert (candidates[1].photo, candidates[1].supporters) == ("first.jpg", 1)
        assert (candidates[0].photo, candidates[0].supporters) == (None, 0)


async def test_hostile_words_find_nothing_and_break_nothing(database: Database, city: City) -> None:
    hostile = ["%' OR 1=1 --", "<b>x</b>", "\u202eabc", "Z\u0351\u0343" * 60, "a" * 300, "🌳" * 90]
    with database.transaction() as session:
        for words in hostile:
            await add(session, None, place=words, description=words * 5)
        for words in hostile:
            candidates = find(session, in_words(words, description="đốn cây"), city, None)
            assert len(candidates) <= 3


async def test_merged_reports_keep_who_follows(database: Database) -> None:
    with database.transaction() as session:
        people = {name: await someone(session, name) for name in ("an", "binh", "cuc", "dung")}
        main = await add(session, person_id=people["an"][0], chat_id=people["an"][1])
        twin = await add(session, person_id=people["binh"][0], chat_id=people["binh"][1])
        for report, names in ((main, ["cuc"]), (twin, ["cuc", "an", "dung"])):
            for name in names:
                assert supporters.add(session, report, *people[name], NOW)
        supporters.add(session, twin, None, None, NOW)
        follow_instead(session, twin, main, NOW)
        follow_instead(session, twin, main, NOW)  # again: nobody twice
        twin.merged_into = main.id
        chats = {chat.id for chat in supporters.chats(session, main)}
        assert chats == {people[name][1] for name in ("binh", "cuc", "dung")}
        assert (supporters.count(session, main), supporters.count(session, twin)) == (
            4, 0
        )  # fmt: skip
        assert main_of(session, twin).id == main.id
        main.merged_into = twin.id  # what cannot be does not go round for ever
        assert main_of(session, twin).id in (main.id, twin.id)


async def test_who_is_forgotten_still_counts(database: Database) -> None:
    with database.transaction() as session:
        person, chat = await someone(session, "an")
        report = await add(session)
        assert supporters.add(session, report, person, chat, NOW)
        assert not supporters.add(session, report, person, chat, NOW)
        supporters.forget_person(session, person)
        assert supporters.count(session, report) == 1
        assert supporters.chats(session, report) == []
        assert supporters.reports_of(session, person, 9) == []


async def test_reminders_are_counted_for_a_digest(database: Database) -> None:
    with database.transaction() as session:
        report = await add(session)
        day = timedelta(days=1)
        assert supporters.note_once(session, report, REMINDER, "5", NOW)
        assert not supporters.note_once(session, report, REMINDER, "5", NOW)
        assert supporters.note_once(session, report, REMINDER, "10", NOW + day)
        for scope, count in ((Scope(), 1), (Scope("ubnd_tan_phong"), 1), (Scope("khac"), 0)):
            assert digest_counts.reminders(session, scope, REMINDER, (NOW, NOW + day)) == count
