"""Reports as those who handle them meet them."""

from __future__ import annotations

from tests.town import Someone


async def urgent(someone: Someone) -> str:
    """A tree across the road, reported as briefly as can be; the code."""
    await someone.commands("phananh")
    for label in ("Đồng ý", "Cây xanh", "Cây đổ chắn đường"):
        await someone.presses(label)
    await someone.says("cổng trường, phường Tân Phong")
    await someone.presses("Gửi phản ánh")
    return (someone.button("Theo dõi").data or "").split(":")[1]
