"""The period, ward and form that an office's words name for a digest."""

from datetime import datetime

import pytest

from bot.city.city import City
from bot.core.events import BUTTON_DATA_BYTES
from bot.digests import asked
from bot.digests.asked import Asked
from tests.conftest import ZONE

NOW = datetime(2026, 11, 23, 8, tzinfo=ZONE)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("cho tôi bản tin tháng trước", Asked("text", "last_month")),
        ("gửi tôi báo cáo Word tháng này", Asked("docx", "month")),
        ("gui bao cao word thang nay", Asked("docx", "month")),
        ("so sánh phường Đoàn Kết tháng này với tháng trước",
         Asked("text", "month", "doan_ket", "last_month")),
        ("so sánh Tân Phong với Đoàn Kết tháng này so với tháng trước",
         Asked("text", "month", "", "last_month")),
        ("so sánh với tháng trước", Asked("text", "month", "", "last_month")),
        ("tuần này so với tuần trước", Asked("text", "week", "", "last_week")),
        ("tháng này so với tháng 9", Asked("text", "month")),
        ("biểu đồ quá hạn phường Đoàn Kết quý 3",
         Asked("chart", "2026-07-01..2026-09-30", "doan_ket")),
        ("quý IV", Asked("text", "2026-10-01..2026-12-31")),
        ("bản tin quý 2/2025", Asked("text", "2025-04-01..2025-06-30")),
        ("báo cáo quý này", Asked("text", "quarter")),
        ("báo cáo pdf quý trước", Asked("pdf", "last_quarter")),
        ("báo cáo tháng 10", Asked("text", "2026-10")),
        ("báo cáo tháng 12", Asked("text", "2025-12")),
        ("báo cáo tháng 3/2026 bằng excel", Asked("xlsx", "2026-03")),
        ("báo cáo năm 2025", Asked("text", "2025-01-01..2025-12-31")),
        ("báo cáo năm nay", Asked("text", "year")),
        ("báo cáo năm ngoái", Asked("text", "last_year")),
        ("bản tin hôm qua", Asked("text", "yesterday")),
        ("bản tin hôm nay", Asked("text", "today")),
        ("báo cáo ngày 16/11", Asked("text", "2026-11-16..2026-11-16")),
        ("báo cáo từ 2/11 đến 15/11/2026", Asked("text", "2026-11-02..2026-11-15")),
        ("bản đồ Tân Phong", Asked("map", "last_week", "tan_phong")),
        ("so sánh Tân Phong và Đoàn Kết tuần trước", Asked("text", "last_week")),
        ("báo cáo ngày 31/2", None),
        ("bản tin", None),
        ("cho tôi xem bản tin", None),
    ],
)  # fmt: skip
def test_words_name_a_digest(city: City, text: str, expected: Asked | None) -> None:
    wanted = asked.read(text, city, NOW)
    assert wanted == expected
    if wanted is not None:
        assert len(wanted.data.encode()) <= BUTTON_DATA_BYTES
    assert asked.names_form(text) == (wanted is not None and wanted.form != "text")
