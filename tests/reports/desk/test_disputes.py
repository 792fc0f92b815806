"""What stands in a case that its sender says is not done, and who reads it."""

from tests.reports.desk.desks import Desk, signed_in
from tests.town import Someone, Town, report

DISPUTED = "vẫn còn cành to treo trên cao, gọi 0912345678"
DONE = "Đã hạ cành gãy ngày 23/11"


async def disputed(an: Someone, binh: Someone) -> str:
    """The code of a report whose sender disputes its resolution."""
    code = await report(an)
    await binh.does(button=f"case:resolve:{code}")
    await binh.says(DONE)
    await binh.presses("Gửi")
    await an.does(button=f"settled:no:{code}")
    await an.says(DISPUTED)
    await an.presses("Gửi")
    return code


async def test_the_front_reads_both_sides_masked(
    an: Someone, binh: Someone, front: Someone, url: str
) -> None:
    code = await disputed(an, binh)
    async with signed_in(front, url) as desk:
        page = (await desk.get(f"/viec/{code}")).text
    await front.does(button=f"case:show:{code}")
    for text in (front.heard, page):
        assert DONE in text and "vẫn còn cành to" in text and "0912345678" not in text


async def test_the_card_says_whose_words_they_are(an: Someone, binh: Someone) -> None:
    code = await disputed(an, binh)
    await binh.does(button=f"case:show:{code}")
    (line,) = [line for line in binh.heard.splitlines() if DISPUTED in line]
    assert "người gửi: vẫn còn" in line
    (line,) = [line for line in binh.heard.splitlines() if DONE in line]
    assert "người gửi" not in line


async def test_the_desk_says_beside_the_status_what_is_not_done(
    an: Someone, binh: Someone, desk: Desk
) -> None:
    code = await disputed(an, binh)
    page = (await desk.get(f"/viec/{code}")).text
    assert page.index(DISPUTED) < page.index("Làm gì")
    await desk.does(code, "resolve", words="Đã cắt nốt cành to chiều nay")
    page = (await desk.get(f"/viec/{code}")).text
    assert page.index(DISPUTED) > page.index("Diễn biến")


async def test_an_account_that_was_taken_back_is_none(
    town: Town, an: Someone, binh: Someone, front: Someone
) -> None:
    code = await report(an)
    await binh.does(button=f"case:resolve:{code}")
    await binh.says("Anh Tuấn đi với em Hoa hạ cành")
    await binh.presses("Gửi")
    await binh.presses("Bấm nhầm, rút lại")
    await binh.does(button=f"case:resolve:{code}")
    await binh.says(DONE)
    await binh.presses("Gửi")
    for someone in (binh, front):
        await someone.does(button=f"case:show:{code}")
        assert DONE in someone.heard and "em Hoa" not in someone.heard
