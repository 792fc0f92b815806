"""Reports as those who handle them meet them."""

from tests.town import Someone


async def urgent(someone: Someone, place: str = "cổng trường, phường Tân Phong") -> str:
    """A tree across the road, reported as briefly as can be; the code."""
    await someone.commands("phananh")
    if "xin anh/chị đồng ý" in someone.heard:
        await someone.presses("Đồng ý")
    for label in ("Cây xanh", "Cây đổ chắn đường"):
        await someone.presses(label)
    await someone.says(place)
    if "Tôi không rõ" in someone.last.labels:
        await someone.presses("Tôi không rõ")
    await someone.presses("Gửi phản ánh")
    return (someone.button("Theo dõi").data or "").split(":")[1]
