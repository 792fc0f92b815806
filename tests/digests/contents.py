"""Contents that forms of a digest are made from in tests: a rich one, and one that is hostile."""

from datetime import UTC, date, datetime
from typing import Any

from bot.digests.content import (
    AskedItem,
    Case,
    Cell,
    Compared,
    Content,
    Listing,
    PlanItem,
    Questions,
    Speed,
)
from bot.digests.period import parse_period, previous
from bot.digests.queries import Scope
from bot.questions.count_queries import QuestionCount
from tests.conftest import ZONE

WEEK = parse_period("2026-W47", ZONE)
HOSTILE = (
    "<script>alert(1)</script>",
    '=HYPERLINK("http://x.example","bấm")',
    "+84 & \"'<b>",
    "\u202eđảo\u202c \u200bngược\u2066",
    "a\x00b\x01c\x0b\x1f\x7f\x9f\ufffe\uffff",
    "một nửa: \ud83d, hai: \udc00",
    "👩‍👩‍👧‍👦🌳" * 40,
    "x" * 10_000,
    "$x_1$ \\alpha {{ 7*7 }} {% raw %} ]]> &P &N",
    "",
    "@cmd\t|\r\n-1+1",
    "שלום عالم",
)
"""What people and careless configurations write."""


def case(number: int, why: tuple[str, ...], **changes: Any) -> Case:
    agency = ("ubnd_tan_phong", "ubnd_doan_ket", "so_xay_dung")[number % 3]
    values: dict[str, Any] = {
        "code": f"LC-7K2M{number:02}",
        "category": ("cay_chet", "lan_via_he", "do_phe_thai", "cay_vuong_dien")[number % 4],
        "area": ("tan_phong", "doan_ket", None)[number % 3],
        "agency": agency,
        "place": f"Ngõ {number} đường Trần Phú, đối diện cổng trường",
        "status": ("new", "accepted", "in_progress")[number % 3],
        "why": why,
        "days": number % 9,
        "deadline": date(2026, 11, 10 + number % 20),
        "urgent": number % 5 == 0,
    }
    return Case(**(values | changes))


def rich(**changes: Any) -> Content:
    """A week of the whole city with something in every field."""
    late = (case(n, ("overdue", "reopened")[: 1 + n % 2]) for n in range(1, 11))
    waiting = (case(n, ("waiting",), status="needs_info") for n in (24, 25, 26))
    listings = (
        Listing("overdue", 13, 13, tuple(late)),
        Listing("disputed", 2, 2, (case(11, ("disputed",)), case(12, ("disputed", "waiting")))),
        Listing("reopened", 7, 2, (case(13, ("reopened",)), case(14, ("reopened",)))),
        Listing("due_soon", 3, 3, tuple(case(n, ("due_soon",)) for n in (15, 16, 17))),
        Listing("new", 9, 6, tuple(case(n, ("new",)) for n in range(18, 24))),
        Listing("waiting", 4, 3, tuple(waiting)),
    )
    values: dict[str, Any] = {
        "scope": Scope(),
        "period": WEEK,
        "before": previous(WEEK, ZONE),
        "made_at": datetime(2026, 11, 23, 0, 30, tzinfo=UTC),
        "reached": {
            "new": Compared(37, 29), "resolved": Compared(21, 24), "rejected": Compared(4, 2),
            "reopened": Compared(3, 1), "withdrawn": Compared(1, 0),
        },
        "areas": {
            "tan_phong": Compared(22, 14), "doan_ket": Compared(13, 14), None: Compared(2, 1),
        },
        "categories": {
            "lan_via_he": Compared(14, 9), "do_phe_thai": Compared(11, 13),
            "cay_chet": Compared(8, 5), "cay_vuong_dien": Compared(4, 2),
        },
        "answered": Compared(25, 26),
        "due": Compared(38, 30),
        "in_time": Compared(19, 15),
        "open": {"new": 10, "accepted": 12, "in_progress": 9, "needs_info": 4, "reopened": 3},
        "open_by_agency": {"ubnd_tan_phong": 20, "ubnd_doan_ket": 14, "so_xay_dung": 4},
        "overdue_by_agency": {"ubnd_tan_phong": 10, "ubnd_doan_ket": 3},
        "items": (
            PlanItem("III.3.3", ("công viên", "cây xanh"), 12, 9),
            PlanItem("III.1.2", ("trật tự xây dựng", "vỉa hè"), 14, 6),
            PlanItem("II.2.1", ("môi trường",), 11, 11),
        ),
        "unanswered": Compared(17, 12),
        "questions": Questions(
            (
                QuestionCount("Khi nào lắp đèn đường Trần Phú?", 7),
                QuestionCount("Ai dọn rác ở chợ San Thàng?", 4),
            ),
            12, sent=5, answered=3, declined=1, waiting=2, up=31, down=6,
        ),
        "listings": listings,
        "disputed": Compared(2, 1),
        "supporters_reminders": Compared(6, 0),
        "by_agency": (
            Speed("ubnd_tan_phong", 14, 20, 9, 5, 11), Speed("ubnd_doan_ket", 8, 14, 7, 3, 6),
            Speed("so_xay_dung", 3, 4, 3, None, None),
        ),
        "by_area": (Speed("tan_phong", 15, 22, 10, 5, 11), Speed("doan_ket", 10, 16, 9, 3, 6)),
        "cells": cells(),
        "asked_items": (
            AskedItem("lai-chau-2025", "III.3.3", ("công viên", "cây xanh"), 19),
            AskedItem("lai-chau-2025", "II.2.1", ("môi trường",), 8),
        ),
    }  # fmt: skip
    return Content(**(values | changes))


def cells() -> tuple[Cell, ...]:
    """35 of the week's reports, in the middle of the city and one far out; one square of old."""
    spots = (
        (22.387, 103.459, 9, 7, "lan_via_he", "doan_ket"),
        (22.389, 103.461, 5, 4, "do_phe_thai", "doan_ket"),
        (22.389, 103.463, 1, 1, "cay_chet", "doan_ket"),
        (22.401, 103.447, 2, 2, "cay_chet", "doan_ket"),
        (22.379, 103.471, 6, 5, "do_phe_thai", "tan_phong"),
        (22.377, 103.471, 4, 2, "cay_vuong_dien", "tan_phong"),
        (22.371, 103.483, 3, 3, "lan_via_he", "tan_phong"),
        (22.365, 103.489, 2, 1, "do_phe_thai", "tan_phong"),
        (22.393, 103.455, 0, 4, "lan_via_he", "doan_ket"),
        (22.381, 103.465, 2, 2, "cay_chet", None),
        (22.359, 103.479, 1, 1, "do_phe_thai", "tan_phong"),
    )
    return tuple(Cell(*spot) for spot in spots)


def hostile(text: str) -> Content:
    """Every text there is, is this one."""
    return rich(
        scope=Scope(text, (text, "doan_ket"), (text,)),
        reached={"new": Compared(1, 2), text: Compared(3, 4)},
        areas={text: Compared(5, 6)},
        categories={text: Compared(7, 8)},
        open={text: 9},
        open_by_agency={text: 9},
        overdue_by_agency={text: 4},
        items=(PlanItem(text, (text, text), 3, 2),),
        questions=Questions((QuestionCount(text, 7),), 12),
        listings=(
            Listing(
                "overdue",
                1,
                1,
                (
                    case(
                        1, ("overdue", text), code=text, category=text, area=text, agency=text,
                        place=text, status=text,
                    ),
                ),
            ),
        ),
        by_agency=(Speed(text, 1, 2, 1, 2, 3),),
        by_area=(Speed(text, 1, 2, 1, 2, 3),),
        cells=tuple(Cell(22.387, 103.459 + n / 500, 4, 1, text, text) for n in range(3)),
        asked_items=(AskedItem(text, text, (text,), 5),),
    )  # fmt: skip
