"""A resident under way with a report, and what has come of it so far."""

from typing import Any

from sqlmodel import select

from db.models import DROPPED, Draft, Report
from tests.town import Someone, Town


async def reports(town: Town) -> list[Report]:
    with town.database.reading() as session:
        return list(session.exec(select(Report)).all())


async def drafts(town: Town) -> list[Draft]:
    """What is open: not what was dropped and can still be brought back."""
    with town.database.reading() as session:
        rows = session.exec(select(Draft)).all()
    return [row for row in rows if not row.kind.startswith(DROPPED)]


async def begun(town: Town, name: str = "an") -> Someone:
    """Somebody who has agreed and is asked for the category."""
    someone = town.person(name)
    await someone.commands("phananh")
    await someone.presses("Đồng ý")
    return someone


UNTOLD = ("asked", "added", "shown", "compared", "alike", "settled")
"""What a draft notes of the conversation itself."""


async def told(town: Town) -> dict[str, Any]:
    """What the one open report has so far."""
    (draft,) = [draft for draft in await drafts(town) if draft.kind == "report"]
    return {name: value for name, value in draft.data.items() if name not in UNTOLD}


FELLED = "chặt hạ hai cây phượng trước cổng trường Tân Phong sáng nay"
"""A story that tells category, place and time."""


async def tells(someone: Someone, words: str) -> None:
    """Say words that belong to the report, and say so where it is asked."""
    await someone.says(words)
    if "➕ Thêm vào phản ánh" in someone.last.labels:
        await someone.presses("➕ Thêm vào phản ánh")


async def takes_offer(someone: Someone, category: str) -> None:
    """Begin with the words just offered: by the one button, or by that of the category."""
    labels = someone.last.labels
    one = next((label for label in labels if "Gửi phản ánh này" in label), None)
    await someone.presses("Gửi phản ánh này" if one else category)


async def chooses(someone: Someone, group: str, category: str) -> None:
    """Choose a category, among the likely ones where it is there, or else from its group."""
    if not any(label.lstrip("👉 ").startswith(category) for label in someone.last.labels):
        if "Việc khác…" in someone.last.labels:
            await someone.presses("Việc khác…")
        await someone.presses(group)
    await someone.presses(category)


async def previewed(town: Town, place: str = "cổng trường, phường Tân Phong") -> Someone:
    """Somebody who has told everything, anonymously and without pictures."""
    someone = await begun(town)
    await someone.presses("Cây xanh")
    await someone.presses("Chặt hạ")
    await someone.says(place)
    await someone.presses("Không có ảnh")
    await someone.says("Chặt hai cây phượng")
    assert "Xem lại trước khi gửi" in someone.heard
    return someone
