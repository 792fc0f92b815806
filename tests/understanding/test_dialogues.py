"""The count of whole dialogues: one wrong turn, and the dialogue is not right."""

import json

from tests.understanding.dialogues import counted

FIRST = {
    "asked": None,
    "text": "Nhà số 5 đường Trần Phú xây không có giấy phép",
    "act": "new_report",
    "command": None,
    "facts": {"category": "xay_khong_phep", "place": "số 5 đường Trần Phú", "when": None},
}
BACK = {"asked": "place", "text": "quay lại", "act": "command", "command": "back", "facts": {}}


def test_every_turn_must_be_right() -> None:
    wrong_act = {**BACK, "act": "answer", "command": None}
    wrong_place = {**FIRST, "facts": {"place": "cổng chợ Đoàn Kết"}}
    dialogues = [[FIRST, BACK], [FIRST, wrong_act], [wrong_place, BACK]]
    lines = [json.dumps({"turns": turns}, ensure_ascii=False) for turns in dialogues]
    assert counted(lines) == (1, 3)
