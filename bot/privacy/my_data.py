"""Everything kept about me as a file, and its erasure."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from bot.core.events import File, Reply
from bot.core.turn import Routes, Turn
from bot.privacy import erasure
from bot.privacy import my_data_file as mydata
from bot.privacy import my_data_queries as kept_data
from bot.privacy.retention_queries import COPY
from bot.questions import askers
from bot.reports import cards
from bot.reports import queries as reports

routes = Routes()


@routes.command("dulieu")
def give(turn: Turn) -> None:
    """Everything kept about this person, as a file in their private chat; once an hour."""
    if not turn.chat.private:
        turn.say("mydata.only_in_private")
        return
    if again := mydata.too_soon(turn.person, turn.now):
        turn.say("mydata.too_soon", again=again)
        return
    turn.person.copied_at = turn.now
    asked = askers.asked(turn.session, turn.person)
    kept = kept_data.of(turn.session, turn.person, asked)
    page = _page(turn, kept)
    keys = kept_data.pictures(turn.session, turn.person)
    data = mydata.packed(kept, page, keys, turn.media)
    key = turn.media.add_file(data, ".zip")
    file = File(key=key, name="du-lieu-cua-toi.zip")
    text = turn.tools.texts("mydata.given", photos=len(keys))
    turn.tell(turn.chat, Reply(text=text, files=(file,)), COPY)


def _page(turn: Turn, kept: Mapping[str, Any]) -> str:
    """The same as a page to read."""
    reports = kept["reports"]
    steps = (step["status"] for report in reports for step in report["history"])
    names = {*(report["status"] for report in reports), *steps, "merged"} - {""}
    return turn.tools.texts(
        "mydata.page",
        kept=kept,
        statuses={name: cards.status_name(turn, name) for name in names},
        drafts=[
            (row["kind"], mydata.words_of(row["data"]), row["updated_at"]) for row in kept["drafts"]
        ],
        now=turn.now,
    )


@routes.command("xoa")
def ask_erase(turn: Turn) -> None:
    """Say what goes and what stays, before anything does."""
    if not turn.chat.private:
        turn.say("mydata.only_in_private")
        return
    assert turn.person.id is not None
    theirs = reports.of_person(turn.session, turn.person.id)
    turn.say(
        "mydata.ask_erase",
        [
            [turn.button("mydata.button_erase", "erase:ask")],
            [turn.button("mydata.button_name_only", "withdraw_consent:all")],
        ],
        reports=len(theirs),
        open=sum(each.ended_at is None for each in theirs),
        role=turn.person.role,
    )


@routes.button("erase", once=True)
def erase(turn: Turn) -> None:
    """Asked once more, then done: the words at once, the account within the day."""
    if not turn.chat.private or turn.arguments[0] not in ("ask", "yes"):
        turn.say("start.stale_button")
    elif turn.arguments[0] == "ask" or not turn.is_sure:
        turn.say(
            "mydata.ask_again", [[turn.button("mydata.button_erase_yes", turn.sure("erase:yes"))]]
        )
    else:
        _erase(turn)


def _erase(turn: Turn) -> None:
    words = turn.tools.texts.plain("mydata.erased_words")
    theirs, at_once = erasure.request(
        turn.session, turn.media, turn.person, turn.actor, words, turn.now
    )
    for report in theirs:
        cards.refresh(turn, report)
    turn.say("mydata.erased", reports=len(theirs), at_once=at_once)
