"""`understand` and `learn` on the command line."""

import json

import pytest
from typer.testing import CliRunner

from bot.cli.app import cli

RUN = CliRunner()
KEYS = [
    "id", "intent", "categories", "urgent", "denunciation", "abuse", "spam", "place", "when",
    "area", "elsewhere", "because",
]  # fmt: skip


def _lines(*rows: object) -> list[dict[str, object]]:
    text = "\n".join(json.dumps(row) for row in rows)
    result = RUN.invoke(cli, ["understand", "--jsonl"], input=text)
    assert result.exit_code == 0, result.output
    return [json.loads(line) for line in result.output.splitlines()]


def test_json_lines_keep_their_order_and_shape() -> None:
    first, second = _lines(
        {"id": "b", "text": "cây đổ chắn đường Lê Lợi"}, {"id": 1, "text": "xin chào"}
    )
    assert list(first) == KEYS and list(second) == KEYS
    assert (first["id"], second["id"]) == ("b", 1)
    assert first["intent"] == "report" and second["intent"] == "smalltalk"
    categories = first["categories"]
    assert isinstance(categories, list) and len(categories) == 3
    assert list(categories[0]) == ["id", "p"]


def test_a_draft_and_an_office_have_more() -> None:
    draft, office = _lines(
        {"id": 1, "text": "quay lại", "asked": "place"},
        {"id": 2, "text": "việc quá hạn", "role": "official"},
    )
    assert list(draft) == [*KEYS, "act", "command"]
    assert (draft["act"], draft["command"]) == ("command", "back")
    assert list(office) == [*KEYS, "office"]
    assert office["office"] == {"intent": "list", "filter": "overdue", "move": None}


@pytest.mark.parametrize(
    "line", ["{", "[]", '{"id": 1}', '{"id": 1, "text": "a", "asked": "nothing"}', "[" * 9000]
)
def test_a_bad_line_is_told_in_one_sentence(line: str) -> None:
    result = RUN.invoke(cli, ["understand", "--jsonl"], input=line)
    assert result.exit_code == 1
    assert isinstance(result.exception, Exception)


def test_one_message_is_explained() -> None:
    result = RUN.invoke(cli, ["understand", "quán nhậu lấn hết vỉa hè đường Lê Lợi"])
    assert "lan_via_he" in result.output and "because" in result.output


def test_what_is_here_was_made_of_what_is_here() -> None:
    assert RUN.invoke(cli, ["learn", "--check"]).exit_code == 0
