"""What the tests of oversight share: events of targets, and an office that has some."""

from datetime import date
from typing import Any

from bot.oversight import queries
from bot.plan.outline import name_of
from db.models import TargetEvent
from tests.town import Someone, Town

PLAN = "lai-chau-2030"
GREEN, SUBDIVISION = "cay_xanh_2025", "phan_khu_2025"
WARD = "ubnd_tan_phong"


def stated(town: Town, target: str = GREEN, value: float | None = 7.2, **more: Any) -> TargetEvent:
    """A statement as it is stored, by the ward."""
    return _added(town, "stated", target, value=value, **{"role": "official", **more})


def checked(town: Town, target: str = GREEN, step: str = "no", **more: Any) -> TargetEvent:
    """A check of the Front as it is stored, of what is stated now."""
    with town.database.reading() as session:
        events = queries.events(session, [(PLAN, target)]).get((PLAN, target), ())
        about = next((row.id for row in reversed(events) if row.kind == "stated"), None)
    values = {"about": about, "role": "overseer", "agency": "mttq_tinh",
              "as_of": town.clock().date(), **more}  # fmt: skip
    return _added(town, "checked", target, step=step, **values)


def _added(town: Town, kind: str, target: str, **more: Any) -> TargetEvent:
    values: dict[str, Any] = {
        "plan": PLAN,
        "agency": WARD,
        "at": town.clock(),
        "as_of": date(2025, 12, 31),
        "document": "12/BC-UBND",
        "document_date": date(2026, 1, 15),
        **more,
    }
    with town.database.transaction() as session:
        return queries.add(session, TargetEvent(kind=kind, target=target, **values))


async def belongs(town: Town, target: str = GREEN, agency: str | None = WARD) -> None:
    """An admin has set whose target it is."""
    with town.database.transaction() as session:
        queries.set_owner(session, (PLAN, target), agency, town.clock())


async def opens(someone: Someone, target: str = GREEN) -> None:
    """Somebody opens a target."""
    await someone.does(button=f"promise:{PLAN}:{name_of(target)}")
