"""Small plans of an invented commune, imported as an office's files are, and what answers them."""

from collections.abc import Sequence
from pathlib import Path
from typing import Any

from knowledge.answering.engine import Answerer
from knowledge.load import Knowledge
from knowledge.schema import Plan
from tests.importing import word
from tests.importing.kit import imported, of_lines

PLACE = "xã Suối Lụa"
GOALS = (
    ("STT", "Chỉ tiêu", "Đơn vị tính", "Năm 2025", "Năm 2026", "Năm 2030"),
    ("1", "Tỷ lệ hộ dùng nước sạch", "%", "82,5", "≥ 90", "100"),
    ("2", "Đường bê tông", "km", "12", "15", "20"),
    ("3", "Trạm y tế", "trạm", "-", "02", "-"),
)
TASKS = (
    ("TT", "Nhiệm vụ", "Cơ quan chủ trì", "Thời gian hoàn thành", "Kinh phí"),
    ("I", "Lĩnh vực thoát nước", "", "", ""),
    ("1", "Làm rãnh thoát nước bản Nà", "Phòng Kinh tế", "Quý II/2026", "250 triệu đồng"),
    ("2", "Nạo vét cống chợ", "Công an xã", "30/11/2027", "80 triệu đồng"),
)


def table_plan(path: Path, *tables: Sequence[Sequence[str]]) -> Plan:
    """A plan of Word with these tables behind its text."""

    def more(document: Any) -> None:
        for number, rows in enumerate(tables, 1):
            word.centred(document, f"PHỤ LỤC {'I' * number}", "DANH MỤC")
            word.table(document, rows)

    path.mkdir(parents=True, exist_ok=True)
    return imported(word.whole(path / "plan.docx", more=more), PLACE)


def text_plan(
    path: Path, *body: str, number: str = "18/KH-UBND", day: str = "12 tháng 02 năm 2026"
) -> Plan:
    """A plan of a text file with a letterhead; without a number there is no line of it."""
    return of_lines(
        path,
        "ỦY BAN NHÂN DÂN",
        "XÃ SUỐI LỤA",
        "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM",
        *([f"Số: {number}"] if number else []),
        *([f"Suối Lụa, ngày {day}"] if day else []),
        "KẾ HOẠCH",
        "Phát triển xã Suối Lụa giai đoạn 2026-2030",
        *body,
        place=PLACE,
    )


def answering(*plans: Plan) -> Answerer:
    """What answers from these plans, all of one place."""
    named = (plan.model_copy(update={"id": f"plan-{at}"}) for at, plan in enumerate(plans, 1))
    return Answerer(Knowledge(plans=tuple(named), city=PLACE))
