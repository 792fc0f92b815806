"""Reports that hold everything that must never be public, and what can be told of them."""

from datetime import datetime, timedelta

from sqlmodel import select

from bot.city.codes import new_code
from db.engine import Database
from db.models import Chat, Person, Photo, Report, ReportEvent

SECRETS = (
    "Trần Thị Bí Mật", "Người Gửi Kín", "900123456", "0912345678", "0912 345 678", "025089001234",
    "sau@thon.vn", "ngõ 3 tổ 7", "Nhà ông Sáu", "hai tầng rưỡi", "khoảng sáng sớm", "anh-kin.jpg",
    "ghi chú nội bộ", "tin nhắn của người gửi", "22.39612", "103.45834", "07:13", "00:13",
)  # fmt: skip
"""What of the rows below may be found in nothing that is public."""
_USED: set[str] = set()
ANSWER = "=Đã xử lý xong. Liên hệ 0912 345 678, sau@thon.vn; CCCD 025089001234"


async def add_reports(
    database: Database, first: datetime, count: int, **of: object
) -> list[Report]:
    """So many reports, a day apart from `first` on, by somebody who has a lot to hide."""
    with database.transaction() as session:
        query = select(Person).where(Person.channel_id == "900123456")
        person = session.exec(query).first()
        if person is None:
            person = Person(channel="telegram", channel_id="900123456", alias="Người Gửi Kín",
                            created_at=first)  # fmt: skip
            session.add(person)
            session.flush()
            session.add(Chat(channel="telegram", channel_id="900123456", person_id=person.id,
                             created_at=first))  # fmt: skip
        reports = [_report(person, first + timedelta(days=number), of) for number in range(count)]
        session.add_all(reports)
        session.flush()
        for report in reports:
            session.add_all(_steps(report))
            assert report.id is not None
            session.add(Photo(report_id=report.id, key="anh-kin.jpg"))
    return reports


def fresh_code() -> str:
    """A code that no other test of this process has: among 200 two are equal once in 300 times."""
    code = next(code for code in iter(new_code, "") if code not in _USED)
    _USED.add(code)
    return code


def _report(person: Person, at: datetime, of: dict[str, object]) -> Report:
    values: dict[str, object] = {
        "code": fresh_code(), "person_id": person.id, "category": "cay_chet", "area": "tan_phong",
        "agency": "ubnd_tan_phong", "description": "Nhà ông Sáu, gọi 0912345678",
        "place": "ngõ 3 tổ 7", "latitude": 22.39612, "longitude": 103.45834,
        "shown_name": "Trần Thị Bí Mật", "details": {"floors": "hai tầng rưỡi"},
        "happened": "khoảng sáng sớm", "receipt": "", "created_at": at,
        "deadline_at": at + timedelta(days=9),
    }  # fmt: skip
    return Report.model_validate(values | of)


def _steps(report: Report) -> list[ReportEvent]:
    assert report.id is not None
    steps = [
        ("send", "new", "reporter", "", False),
        ("note", "new", "official", "ghi chú nội bộ", True),
        ("answer", "accepted", "reporter", "tin nhắn của người gửi", False),
    ]
    if report.status in ("resolved", "rejected"):
        steps.append(("resolve", report.status, "official", ANSWER, False))
        steps.append(("note", report.status, "official", "ghi chú nội bộ", True))
    return [
        ReportEvent(report_id=report.id, at=report.created_at, action=action, status=status,
                    role=role, text=text, internal=internal, person_id=report.person_id)
        for action, status, role, text, internal in steps
    ]  # fmt: skip


async def add_a_city(database: Database, now: datetime) -> int:
    """Reports of every sort, of the last 60 days; returns how many are public."""
    begin = now - timedelta(days=60, hours=0, minutes=47)
    ended = begin + timedelta(days=65)
    await add_reports(database, begin, 20)
    await add_reports(database, begin, 12, status="resolved", ended_at=begin + timedelta(days=12))
    late = {"ended_at": ended, "status": "resolved", "area": "doan_ket"}
    await add_reports(database, begin, 5, agency="ubnd_doan_ket", category="co_noi", **late)
    await add_reports(database, begin, 3, status="rejected", ended_at=ended, area=None)
    (main,) = await add_reports(database, begin, 1)
    await add_reports(database, begin, 2, held="coarse")
    await add_reports(database, begin, 2, merged_into=main.id)
    await add_reports(database, begin, 2, status="withdrawn", ended_at=ended)
    return 20 + 12 + 5 + 3 + 1
