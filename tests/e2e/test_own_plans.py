"""An operator's own plans, beside the one that comes with the product."""

from pathlib import Path

from tests.e2e.process import Process
from tests.knowledge.neighbours import REAL, neighbour

QUESTION = "thành phố Sơn La cây xanh 2030 bao nhiêu m2 một người"


async def test_a_plan_in_the_data_folder_answers_for_its_place(tmp_path: Path) -> None:
    process = Process(tmp_path / "own")
    neighbour(process.data / "plans", "son-la", "thành phố Sơn La, tỉnh Sơn La")
    ended = await process.command("ask", QUESTION)
    assert ended.status == 0, ended.err
    assert "trên 15 m²" in ended.out and "thành phố Sơn La đến năm 2030)" in ended.out
    checked = await process.command("kb", "check")
    assert checked.status == 1 and "son-la: " in checked.err, "its source is still the real one's"


async def test_an_imported_document_is_a_plan_at_once(tmp_path: Path) -> None:
    process = Process(tmp_path / "own")
    text = (REAL / "source.txt").read_text(encoding="utf-8")
    file = tmp_path / "ke-hoach-muong-la.txt"
    file.write_text(text.replace("thành phố Lai Châu", "xã Mường La"), encoding="utf-8")
    made = await process.command("kb", "import", str(file))
    assert made.status == 0, made.err
    assert (process.data / "plans" / file.stem / "plan.yaml").is_file()
    again = await process.command("kb", "import", str(file))
    assert again.status == 1 and "exists" in again.err
    ended = await process.command(
        "ask", "xã Mường La: có khuyến khích phân loại rác tại nguồn không?"
    )
    assert "phân loại chất thải rắn" in ended.out and "(xã Mường La)" in ended.out
