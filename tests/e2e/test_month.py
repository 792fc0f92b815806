"""A month of city life, its clock set: three agencies, the Front, and every digest on its day.

Once on SQLite with long polling, where the process is away over a weekend; once on PostgreSQL
behind a webhook, where two processes look at what is due in the same moment. It takes a minute of
processor time each: at every push tests/digests shows the same in parts.
"""

import io
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from itertools import pairwise

import pytest
from openpyxl import load_workbook
from PIL import Image

from bot.digests.period import next_tick, of_key, period_due
from db.models import Digest, Outbox, Report, Subscription
from tests.botapi import BotMessage, Person
from tests.conftest import ZONE
from tests.e2e.balancer import balancer
from tests.e2e.clocked import Clocked, Time, together_at
from tests.e2e.conftest import Stage, together
from tests.e2e.process import free_port
from tests.e2e.remembered import every, is_finished
from tests.e2e.steps import presses, reads, reports, says

pytestmark = pytest.mark.slow
LAST_DAY = 31
TITLE = "📊 Bản tin"
OVERDUE = "Quá hạn: 2 việc"
LEGIBLE = 600
"""Pixels a picture to be read on a telephone has at least, across."""
NOT_DONE = "Cây vẫn chưa trồng lại"
DONE = "Đã trồng lại hai cây, có biên bản ngày 9/3"


def at(day: int, hour: int, minute: int = 0) -> datetime:
    """A moment of March 2027, which begins on a Monday and has no holiday."""
    return datetime(2027, 3, day, hour, minute, tzinfo=ZONE)


@dataclass
class City:
    """The installation's processes, and everybody who takes part."""

    processes: Sequence[Clocked]
    an: Person
    binh: Person
    chi: Person
    tan_phong: Person
    doan_ket: Person
    province: Person
    front: Person

    @property
    def url(self) -> str:
        return self.processes[0].database_url

    async def goes_to(self, moment: datetime) -> None:
        """All processes look at once at what is due then; what they send arrives."""
        await together_at(moment, self.processes)
        await self.processes[0].settled()

    async def morning(self, day: int) -> None:
        """Half past seven, when digests come."""
        await self.goes_to(at(day, 7, 30))


async def test_a_month_on_sqlite(stage: Stage) -> None:
    """One process, polling, that is stopped on a Friday evening and back on a Tuesday."""
    time = Time(stage.folder / "clock")
    await a_month(stage, [clocked(stage, time)])


async def test_a_month_on_postgresql(stage: Stage) -> None:
    """Two processes that look at the same moment, and take updates in turn."""
    time, port = Time(stage.folder / "clock"), free_port()
    settings = {
        "DATABASE_URL": await stage.postgres(),
        "TELEGRAM_WEBHOOK_URL": f"http://127.0.0.1:{port}/telegram/webhook",
        "TELEGRAM_WEBHOOK_SECRET": "a-secret-of-the-webhook",
    }
    both = [clocked(stage, time, **settings) for _ in range(2)]
    async with balancer(port, [each.url for each in both]):
        await a_month(stage, both)


def clocked(stage: Stage, time: Time, **settings: str) -> Clocked:
    """An installation with a clock of its own."""
    api = {"TELEGRAM_BOT_TOKEN": stage.api.token, "TELEGRAM_API_URL": stage.api.url}
    stage.installed.append(process := Clocked(stage.folder, time, **api, **settings))
    return process


async def a_month(stage: Stage, processes: Sequence[Clocked]) -> None:
    """From the first report to the ledger of the whole month."""
    people = [stage.api.person(number, name) for number, name in enumerate(NAMES, start=1)]
    city = City(processes, *people)
    processes[0].time.set(at(1, 7))
    await together(*(each.start() for each in processes))
    await all_join(city)
    tree, house = await two_report(city)
    await is_accepted_from_under_the_digest(city, tree)
    await is_forwarded_from_under_the_digest(city, house)
    await the_front_reminds_from_under_its_digest(city, tree, house)
    await the_front_asks_from_under_its_digest(city, tree)
    await the_front_wants_it_drawn_and_as_a_workbook(city, tree, house)
    await is_disputed_and_the_front_hears_at_once(city, tree)
    await nothing_is_lost_over_a_weekend_away(city)
    for day in range(17, LAST_DAY + 1):
        await city.morning(day)
    await the_front_reads_what_was_sent(city)
    await every_period_came_once(city)
    await the_month_counts_what_happened(city)
    await city.processes[0].settled()
    await is_finished(city.url)
    assert not any("Traceback" in each.log for each in processes)


NAMES = ("An", "Bình", "Chi", "Tân Phong", "Đoàn Kết", "Sở Xây dựng", "Mặt trận")


async def all_join(city: City) -> None:
    """With an invite; what comes to each is what its role is given."""
    roles = (
        (city.tan_phong, "official", "ubnd_tan_phong"),
        (city.doan_ket, "official", "ubnd_doan_ket"),
        (city.province, "official", "so_xay_dung"),
        (city.front, "overseer", "mttq_tinh"),
    )
    for who, role, agency in roles:
        code = await city.processes[0].invited(role, agency)
        await says(who, f"/start {code}", "Đã nhận vai trò")
    await city.morning(1)
    assert not digests_of(city.front), "an empty one is not sent"


async def two_report(city: City) -> tuple[str, str]:
    """On the first day, one in each ward; returns the codes."""
    await city.goes_to(at(1, 9))
    tree = await reports(city.an, "Hai cây to bị cưa mất")
    house = await reports(city.binh, "Gốc bị đào lên", place="chợ, phường Đoàn Kết")
    return tree, house


async def is_accepted_from_under_the_digest(city: City, code: str) -> None:
    """On Tuesday the ward reads what is new and takes it on; the message shows it."""
    await city.morning(2)
    digest = await reads(city.tan_phong, TITLE)
    assert code in digest.text
    await presses(city.tan_phong, "✅ Nhận", f"{code}: đã tiếp nhận")
    await reads(city.an, "đã tiếp nhận")
    await city.processes[0].settled()
    assert "✓ đã nhận" in digests_of(city.tan_phong)[-1].text
    await city.tan_phong.presses("✅ Nhận", digest)  # on a telephone that has not caught up
    stale = await reads(city.tan_phong, f"{code}: đã nhận lúc")
    assert "Nút vừa bấm không còn cần nữa" in stale.text


async def is_forwarded_from_under_the_digest(city: City, code: str) -> None:
    """The other ward hands its report on; next morning it stands in the province's digest."""
    assert code in (await reads(city.doan_ket, TITLE)).text
    await presses(city.doan_ket, "↪ Chuyển", "đến cơ quan nào")
    await presses(city.doan_ket, "Sở Xây dựng tỉnh Lai Châu", f"Chuyển {code} đến")
    await says(city.doan_ket, "Cây trên đường do Sở quản lý", "do Sở quản lý")
    await presses(city.doan_ket, "✅ Gửi", "nay do Sở Xây dựng")
    await city.morning(3)
    assert code in (await reads(city.province, TITLE)).text
    assert all(code not in each.text for each in digests_of(city.doan_ket)[1:])


async def the_front_reminds_from_under_its_digest(city: City, *codes: str) -> None:
    """By the second Monday both are late; one tap, and both agencies are reminded."""
    for day in range(4, 8):
        await city.morning(day)
    await city.morning(8)
    digest = await reads(city.front, "Bản tin tuần")
    assert OVERDUE in digest.text and all(code in digest.text for code in codes)
    await presses(city.front, "🔔 Nhắc tất cả quá hạn (2)", "Đã nhắc 2 việc quá hạn")
    for who in (city.tan_phong, city.province):
        await reads(who, "Mặt trận nhắc")
    await city.processes[0].settled()
    assert digests_of(city.front)[-1].text.count("✓ đã nhắc") == 2


async def the_front_asks_from_under_its_digest(city: City, code: str) -> None:
    """The agency reads the question, and the digest says that it was asked."""
    (ask,) = [
        key.data or ""
        for key in digests_of(city.front)[-1].keys
        if key.text == "❓ Hỏi" and (key.data or "").endswith(code)
    ]
    await presses(city.front, ask, "muốn hỏi cơ quan")
    await says(city.front, "Vì sao hơn một tuần chưa trồng lại?", "chưa trồng lại")
    await presses(city.front, "✅ Gửi", code)
    assert "Vì sao hơn một tuần" in (await reads(city.tan_phong, "hỏi về")).text
    await city.processes[0].settled()
    (line,) = [each for each in digests_of(city.front)[-1].text.split("\n") if code in each]
    assert "✓ đã hỏi" in line


async def the_front_wants_it_drawn_and_as_a_workbook(city: City, *codes: str) -> None:
    """What is under the digest comes as a picture and as a file, of the same week."""
    drawn = await presses(city.front, "📊 Biểu đồ", "📊 Biểu đồ · Bản tin tuần")
    with Image.open(io.BytesIO(drawn.photos[0])) as picture:
        assert min(picture.size) >= LEGIBLE
    await presses(city.front, "📎 Excel", "📎 Bảng tính")
    given = await reads(city.front, "")
    assert given.document is not None and (given.file_name or "").endswith(".xlsx")
    workbook = load_workbook(io.BytesIO(given.document), read_only=True)
    cells = {cell for sheet in workbook for row in sheet.values for cell in row}
    assert set(codes) <= cells
    workbook.close()


async def is_disputed_and_the_front_hears_at_once(city: City, code: str) -> None:
    """Called done on Tuesday, and not so: the Front hears it the same minute, not on Monday."""
    await city.goes_to(at(9, 10))
    await presses(city.tan_phong, "🏁 Đã xử lý", "đã làm gì, khi nào")
    await says(city.tan_phong, DONE, f"Báo đã xử lý {code}?")
    await presses(city.tan_phong, "✅ Gửi", f"{code}: đã xử lý.")
    await reads(city.an, "báo đã xử lý")
    await city.goes_to(at(9, 22))
    await presses(city.an, "🔁 Chưa xong", "")
    await says(city.an, NOT_DONE, "")
    await presses(city.an, "✅ Gửi", code)
    assert code in (await reads(city.front, "chưa xong")).text


async def nothing_is_lost_over_a_weekend_away(city: City) -> None:
    """Stopped on Friday evening, back on Tuesday: what was missed comes late, once, as one."""
    for day in range(10, 13):
        await city.morning(day)
    before = [len(digests_of(who)) for who in (city.front, city.tan_phong)]
    for process in city.processes:
        await process.stop()
    city.processes[0].time.set(at(16, 9))
    await together(*(each.start() for each in city.processes))
    await city.goes_to(at(16, 9, 1))
    assert len(digests_of(city.front)) == before[0] + 1, "Monday's, a day late"
    assert "Bản tin tuần 08/03–14/03/2027" in digests_of(city.front)[-1].text
    assert len(digests_of(city.tan_phong)) == before[1] + 1, "of Friday to Tuesday"


async def the_front_reads_what_was_sent(city: City) -> None:
    """Its own log: each digest, and that it arrived."""
    log = await says(city.front, "/nhatky", "Nhật ký")
    assert "đã đến" in log.text.lower() or "đã gửi" in log.text.lower()


async def every_period_came_once(city: City) -> None:
    """The ledger has each period of each subscription once, without a gap; so has the wire."""
    ledger, rows = await every(city.url, Digest), await every(city.url, Outbox)
    for subscription in await every(city.url, Subscription):
        mine = [each for each in ledger if each.subscription_id == subscription.id]
        spans = sorted((of_key(each.period) for each in mine), key=lambda span: span.end)
        due = [period_due(subscription.cron, ZONE, tick) for tick in ticks(subscription.cron)]
        assert spans == due
        assert all(one.end == other.start for one, other in pairwise(spans))
    sent = {each.outbox_id for each in ledger if each.outbox_id}
    assert {row.state for row in rows if row.id in sent} == {"sent"}
    assert sum(len(digests_of(who)) for who in readers(city)) == len(sent)


async def the_month_counts_what_happened(city: City) -> None:
    """The figures of the month are those of its reports."""
    told = await city.processes[0].command(
        "digest", "preview", "--recipient", "overseer", "--period", "2027-03"
    )
    assert told.status == 0, told.err
    assert f"Mới gửi: {len(await every(city.url, Report))}" in told.out


def ticks(cron: str) -> Iterator[datetime]:
    """When a digest of that rhythm is due in the month."""
    moment = at(1, 7)
    while (moment := next_tick(cron, ZONE, moment)) < at(LAST_DAY, 23):
        yield moment.astimezone(UTC)


def readers(city: City) -> Sequence[Person]:
    return city.tan_phong, city.doan_ket, city.province, city.front


def digests_of(who: Person) -> list[BotMessage]:
    """The digests in a chat, as they stand there now."""
    return [message for message in who.screen if TITLE in message.text]
