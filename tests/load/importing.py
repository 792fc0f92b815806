"""How long the import of a document of 400 pages takes, and how much memory.

python -m tests.load.importing --pages 400
"""

import argparse
import resource
import tempfile
from pathlib import Path
from time import perf_counter, process_time

from rich.console import Console

from knowledge.importing.check import check
from knowledge.importing.importer import begin_plan
from knowledge.load import load_plan
from tests.importing import printed

LINES_A_PAGE = 8


def long_plan(path: Path, pages: int) -> Path:
    """A plan of so many pages of text, with a table on every twentieth."""
    title = ("KẾ HOẠCH", "Phát triển đô thị giai đoạn 2026 - 2030")
    story = printed.text(*title, style=printed.CENTRED)
    for page in range(1, pages + 1):
        tasks = map(task, range(page, page + LINES_A_PAGE))
        story += printed.text(f"{page}. Nhiệm vụ của khu phố số {page}", *tasks)
        if page % 20 == 0:
            rows = [[str(number), f"Việc {number}", "Phòng Kinh tế"] for number in range(1, 5)]
            story += printed.table([["TT", "Việc", "Chủ trì"], *rows], [30, 250, 160])
        story.append(printed.PageBreak())
    return printed.write(path, story, printed.with_head)


def task(number: int) -> str:
    return (
        f"- Trồng mới {number} cây bóng mát, cải tạo {number % 7 + 1} tuyến hẻm và lắp đặt "
        f"hệ thống chiếu sáng, phấn đấu đạt tối thiểu {number % 50 + 45}% số hộ phân loại rác "
        "tại nguồn; hoàn thành trước ngày 30/6/2027, giao Phòng Kinh tế chủ trì thực hiện."
    )


def main() -> None:
    """Print the measures."""
    options = argparse.ArgumentParser()
    options.add_argument("--pages", type=int, default=400)
    pages = options.parse_args().pages
    with tempfile.TemporaryDirectory() as folder:
        path = long_plan(Path(folder) / "plan.pdf", pages)
        before = memory()
        begun, worked = perf_counter(), process_time()
        made = begin_plan(path, Path(folder) / "made", place="phường Hồng Lĩnh")
        seconds, worked = perf_counter() - begun, process_time() - worked
        plan, problems = load_plan(made), check(made)
        Console().print(
            f"{pages_of(made)} pages in {seconds:.1f} s ({worked:.1f} s of work), "
            f"{memory():.0f} MB at the most ({before:.0f} MB before), "
            f"{len(plan.targets)} figures, {len(problems)} problems"
        )


def pages_of(made: Path) -> int:
    """How many pages the document had: each has one running head."""
    text = (made / "source.txt").read_text(encoding="utf-8")
    return text.count("Kế hoạch phát triển đô thị phường Hồng Lĩnh")


def memory() -> float:
    """The most memory that this process had, in MB."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


if __name__ == "__main__":
    main()
