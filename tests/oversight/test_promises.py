"""What the plans promise: the fourteen targets of the city's plan, and an imported one's."""

from datetime import date
from pathlib import Path

import pytest
import yaml

import knowledge
from bot.city.city import DEFAULT_FILE, BadCity, City, load_city
from bot.oversight import asking
from bot.oversight.promises import Promises
from knowledge.answering.engine import Answerer
from knowledge.importing.importer import begin_plan
from knowledge.load import Knowledge, load_plans

DONG_HAC = Path(knowledge.__file__).parent / "answering" / "corpus" / "dong-hac.txt"
WARD = """ỦY BAN NHÂN DÂN
PHƯỜNG TÂN PHONG
Số: 9/KH-UBND
Tân Phong, ngày 05 tháng 01 năm 2026
KẾ HOẠCH
PHÁT TRIỂN CÂY XANH TRÊN ĐỊA BÀN PHƯỜNG TÂN PHONG NĂM 2026
I. MỤC TIÊU
1. Trồng mới 1.250 cây bóng mát; hoàn thành trước ngày 30/6/2026.
2. Giảm tỷ lệ cây chết từ 12% xuống 5%.
II. TỔ CHỨC THỰC HIỆN
1. UBND phường chủ trì trồng cây, báo cáo trước ngày 10/12/2026.
2. Sở Xây dựng tỉnh Lai Châu chủ trì kiểm tra việc trồng cây.
"""


@pytest.fixture
def ward(tmp_path: Path) -> Knowledge:
    """A ward's plan, imported."""
    source = tmp_path / "ward.txt"
    source.write_text(WARD, encoding="utf-8")
    place = "phường Tân Phong, tỉnh Lai Châu"
    begin_plan(source, plans=tmp_path / "plans", plan_id="ward", place=place)
    return load_plans(tmp_path / "plans")


def test_the_plan_that_comes_along_has_fourteen_targets() -> None:
    promises = Promises(load_plans())
    targets = [promise for promise in promises.all if not promise.is_task]
    assert len(targets) == 14
    assert sum(target.goal.due == date(2025, 12, 31) for target in targets) == 7
    tasks = [promise.item for promise in promises.all if promise.is_task]
    assert tasks == ["III.2.3", "III.2.4", "IV.1", "IV.2", "IV.3"]


def test_the_ended_citys_targets_have_nobody(city: City) -> None:
    promises = Promises(load_plans())
    assert {promises.agency_named(promise, city) for promise in promises.all} == {None}


def test_an_imported_plan_is_followed_the_same_way(ward: Knowledge, city: City) -> None:
    promises = Promises(ward)
    trees, dead = [promise for promise in promises.all if not promise.is_task]
    assert (trees.goal.low, trees.goal.due, trees.goal.downward) == (1250, date(2026, 6, 30), False)
    assert (dead.goal.edge, dead.goal.downward) == (5, True)
    assert promises.agency_named(trees, city) == "ubnd_tan_phong"  # it issued the plan
    tasks = [promise for promise in promises.all if promise.is_task]
    assert [(task.goal.due, task.dated) for task in tasks] == [
        (date(2026, 12, 10), True),
        (date(2026, 12, 31), False),
    ]
    agencies = [promises.agency_named(task, city) for task in tasks]
    assert agencies == ["ubnd_tan_phong", "so_xay_dung"]


def test_a_target_of_an_imported_plan_is_asked_for_by_its_name(ward: Knowledge) -> None:
    read = Answerer(ward).search.reader.read
    for words in ("cây bóng mát trồng được bao nhiêu rồi", "cay bong mat trong xong chua"):
        assert asking.asks_so_far(words, named=False)
        (target,) = asking.named_targets(read(words), ward.plans[0].targets)
        assert target.low == 1250


def test_every_promise_is_named_in_a_button(ward: Knowledge) -> None:
    for promises in (Promises(load_plans()), Promises(ward)):
        for promise in promises.all:
            assert len(f"tiendo:{promise.link}".encode()) <= 58
            assert promises.linked(*promise.link.split(":")) is promise


def imported(folder: Path, *body: str) -> Knowledge:
    source = folder / "ward.txt"
    source.write_text("\n".join((WARD.partition("I. MỤC")[0].strip(), *body)), encoding="utf-8")
    begin_plan(source, plans=folder / "plans", plan_id="ward", place="phường Tân Phong")
    return load_plans(folder / "plans")


def test_sizes_sums_and_what_is_there_are_not_followed(tmp_path: Path) -> None:
    plans = imported(
        tmp_path,
        *("I. THỰC TRẠNG", "- Phường trồng được 900 cây.", "II. MỤC TIÊU"),
        "- Vỉa hè rộng 3 m trở lên được bố trí chỗ để xe.",
        "- Trồng 300 cây ban có đường kính thân 8 cm.",
        "- Khai thác 86 camera hiện có, lắp thêm 40 camera.",
        *(
            "- Thu ngân sách đạt 12 tỷ đồng.",
            "III. KINH PHÍ",
            "- Kinh phí trồng cây 200 triệu đồng.",
        ),
        "- Giảm 30 % số vụ vi phạm.",
    )
    said = [promise.said for promise in Promises(plans).all if not promise.is_task]
    assert said == ["300 cây ban", "thêm 40 camera", "12 tỷ đồng", "Giảm 30 %"]


def test_a_part_of_a_target_is_due_on_its_own_day(tmp_path: Path) -> None:
    plans = imported(
        tmp_path,
        "I. MỤC TIÊU",
        "- Xây 02 công viên trước ngày 30/6/2026, trong đó 01 công viên xong trước ngày 31/3/2026.",
    )
    dues = [promise.goal.due for promise in Promises(plans).all]
    assert dues == [date(2026, 6, 30), date(2026, 3, 31)]


def test_a_fall_in_a_heading_is_a_fall(tmp_path: Path) -> None:
    plans = imported(tmp_path, "I. MỤC TIÊU", "1. Giảm cây chết từ 12% xuống 5%", "- Chăm sóc cây.")
    (target,) = Promises(plans).all
    assert target.goal.downward


def test_what_names_no_year_is_not_followed(tmp_path: Path) -> None:
    source = tmp_path / "ward.txt"
    source.write_text("KẾ HOẠCH\nTrồng cây\nI. MỤC TIÊU\n- Trồng 300 cây.", encoding="utf-8")
    begin_plan(source, plans=tmp_path / "plans", plan_id="ward", place="phường Tân Phong")
    assert Promises(load_plans(tmp_path / "plans")).all == ()


def test_a_real_plan_is_followed_by_import_alone(tmp_path: Path) -> None:
    begin_plan(DONG_HAC, plans=tmp_path, plan_id="dong-hac", place="phường Đông Hạc")
    promises = Promises(load_plans(tmp_path))
    targets = [promise for promise in promises.all if not promise.is_task]
    assert len(targets) == 28 and len(promises.all) == 41
    named = {promise.name: promise.goal for promise in targets}
    assert named["Chợ cóc"].due == date(2026, 6, 30)
    assert named["Tỷ lệ thu gom chất thải rắn sinh hoạt"].edge == 98.5
    report = promises.by_key["dong-hac", "viec-V.1.3"]
    assert (report.doer, report.goal.due) == (
        "Phòng Kinh tế, Hạ tầng và Đô thị",
        date(2026, 12, 10),
    )


def test_the_rhythm_of_reminders_is_checked_when_the_city_is_read(tmp_path: Path) -> None:
    content = yaml.safe_load(DEFAULT_FILE.read_text(encoding="utf-8"))
    file = tmp_path / "city.yaml"
    file.write_text(yaml.safe_dump(content | {"oversight": {"remind": "quarterly"}}))
    with pytest.raises(BadCity, match="oversight: remind"):
        load_city(file)
