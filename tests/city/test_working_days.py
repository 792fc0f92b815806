"""Working days with Viet Nam's holidays."""

from datetime import datetime
from zoneinfo import ZoneInfo

import pytest

from bot.city.working_days import deadline

ZONE = ZoneInfo("Asia/Ho_Chi_Minh")


@pytest.mark.parametrize(
    ("start", "days", "end"),
    [
        ("2026-11-16 08:00", 1, "2026-11-17"),  # Monday to Tuesday
        ("2026-11-20 16:59", 1, "2026-11-23"),  # Friday: the weekend does not count
        ("2026-11-21 10:00", 1, "2026-11-23"),  # begun on a Saturday
        ("2026-08-28 08:00", 1, "2026-09-03"),  # Friday before the National Day's holidays
        ("2026-02-13 08:00", 1, "2026-02-23"),  # Friday before Tết
        ("2026-04-24 08:00", 3, "2026-05-04"),  # Hùng kings, 30 April, 1 May and a weekend
    ],
)
def test_deadline(start: str, days: int, end: str) -> None:
    begun = datetime.fromisoformat(start).replace(tzinfo=ZONE)
    moment = deadline(begun, days, ZONE)
    assert f"{moment:%Y-%m-%d %H:%M}" == f"{end} 17:00"


def test_the_day_is_the_citys_and_not_utcs() -> None:
    late = datetime(2026, 11, 16, 23, 30, tzinfo=ZONE)  # still Monday in Lai Châu
    assert deadline(late, 1, ZONE).day == 17
