"""A digest whose message leaves out a line of a list brings the workbook, unless one chose."""

from datetime import timedelta
from typing import Any

import pytest
from openpyxl import load_workbook

from bot.core.media import Media
from bot.core.turn import Tools
from bot.digests.content import MOST_OVERSEEN, MOST_SHOWN
from bot.digests.sending import send_due
from db.engine import Database
from tests.digests.rows import NOW, add_chat, add_report, outbox, subscribe

AGENCY = "ubnd_tan_phong"


async def files(database: Database) -> list[str]:
    """The keys of the files that came beside the one digest, none of it twice."""
    message, *attachments = await outbox(database)
    assert message.payload and "📊" in message.payload["text"]
    assert {row.digest_id for row in attachments} <= {message.digest_id}
    payloads: list[Any] = [row.payload for row in attachments]
    return [file["key"] for payload_file in payloads for file in payload_file.get("files", ())]


@pytest.mark.parametrize(
    ("role", "agency", "room"),
    [("official", AGENCY, MOST_SHOWN), ("overseer", None, MOST_OVERSEEN)],
)
@pytest.mark.parametrize(
    ("more", "chosen", "comes"), [(1, False, True), (0, False, False), (1, True, False)]
)
async def test_the_workbook_comes_where_a_list_is_cut(
    database: Database, tools: Tools, media: Media, role: str, agency: str | None, room: int,
    more: int, chosen: bool, comes: bool,
) -> None:  # fmt: skip
    chat = await add_chat(database, "group", role=role, agency=agency)
    await subscribe(database, chat, agency=agency, own_forms=chosen)
    reports = [
        await add_report(database, NOW - timedelta(days=8), place=f"nhà số {number}")
        for number in range(room + more)
    ]
    assert send_due(database, tools, media, NOW) == 1
    keys = await files(database)
    assert len(keys) == comes
    if comes:
        sheet = load_workbook(media.path(keys[0]))["Việc cần làm"]
        assert {report.code for report in reports} <= {cell.value for cell in sheet["A"]}


async def test_it_comes_beside_what_the_role_is_given_anyway(
    database: Database, tools: Tools, media: Media
) -> None:
    await subscribe(database, await add_chat(database, "front"), forms=["chart"])
    for _ in range(MOST_OVERSEEN + 1):
        await add_report(database, NOW - timedelta(days=8))
    assert send_due(database, tools, media, NOW) == 1
    _, picture, _ = await outbox(database)
    assert picture.payload and len(picture.payload["photos"]) == 1
    assert len(await files(database)) == 1
