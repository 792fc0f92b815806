"""Give a person everything kept about them as a file, and erase it on request."""

import io
import zipfile
from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any

from pydantic_core import to_json
from sqlmodel import Session

from bot.core.draft_content import DraftContent
from bot.core.events import File, Incoming, Reply
from bot.core.media import Media
from bot.core.routes import Routes
from bot.core.turn import Tools, Turn
from bot.people import queries as people
from bot.privacy import erasure, my_data_queries
from bot.privacy.erasure_queries import COPY
from bot.questions import rules
from bot.reports import queries as reports
from bot.reports import shown_cards
from db.engine import Database
from db.models import Person

routes = Routes()


@routes.command("dulieu")
def give(turn: Turn) -> None:
    """Send everything kept about this person as a file to their private chat, once an hour."""
    if not turn.chat.private:
        turn.say_in_private("mydata.only_in_private", "dulieu")
        return
    if next_at := too_soon(turn.person, turn.now):
        turn.say("mydata.too_soon", again=next_at)
        return
    turn.person.copied_at = turn.now
    copy = turn.prepared or _copy(turn.tools, turn.session, turn.person, turn.now, turn.media)
    turn.tell(turn.chat, copy, COPY)


def ahead(
    tools: Tools, database: Database, incoming: Incoming, now: datetime, media: Media
) -> Reply | None:
    """Return the copy, which takes long to pack; None where the transaction will give none."""
    if incoming.sender is None or not incoming.private:
        return None
    with database.reading() as session:
        person = people.known_person(session, incoming.channel, incoming.sender.id)
        if person is None or too_soon(person, now):
            return None
        return _copy(tools, session, person, now, media)


routes.ahead["dulieu"] = ahead


def _copy(tools: Tools, session: Session, person: Person, now: datetime, media: Media) -> Reply:
    questions = rules.questions_asked(session, person)
    content = my_data_queries.of(session, person, questions)
    keys = my_data_queries.pictures(session, person)
    data = packed(content, _page(tools, content, now), keys, media)
    file = File(key=media.add_file(data, ".zip"), name="du-lieu-cua-toi.zip")
    return Reply(text=tools.texts("mydata.given", photos=len(keys)), files=(file,))


def _page(tools: Tools, data: Mapping[str, Any], now: datetime) -> str:
    """Return the same data as a readable page."""
    reports = data["reports"]
    steps = (step["status"] for report in reports for step in report["history"])
    names = {*(report["status"] for report in reports), *steps, "merged"} - {""}
    return tools.texts(
        "mydata.page",
        kept=data,
        statuses={name: tools.texts.plain(f"track.status_{name}") for name in names},
        drafts=[(row["kind"], words_of(row["data"]), row["updated_at"]) for row in data["drafts"]],
        now=now,
    )


@routes.command("xoa")
def ask_erase(turn: Turn) -> None:
    """Say what erasure removes and what stays, with the button that asks once more."""
    if not turn.chat.private:
        turn.say_in_private("mydata.only_in_private", "xoa")
        return
    own_reports = reports.of_person(turn.session, turn.person.number)
    turn.say(
        "mydata.ask_erase",
        [
            [turn.button("mydata.button_erase", "erase:ask")],
            [turn.button("mydata.button_name_only", "withdraw_consent:all")],
        ],
        reports=len(own_reports),
        open=sum(report.ended_at is None for report in own_reports),
        role=turn.person.role,
    )


@routes.button("erase", once=True)
def erase(turn: Turn) -> None:
    """Ask once more, then erase: the words at once, the account within the day."""
    if not turn.chat.private or turn.arguments[0] not in ("ask", "yes"):
        raise turn.stale()
    if turn.arguments[0] == "ask" or not turn.is_sure:
        yes = turn.button("mydata.button_erase_yes", turn.sure("erase:yes"))
        turn.say("mydata.ask_again", [[yes]])
    else:
        _erase(turn)


def _erase(turn: Turn) -> None:
    words = turn.tools.texts.plain("mydata.erased_words")
    own_reports, at_once = erasure.request(
        turn.session, turn.media, turn.person, turn.actor, words, turn.now
    )
    for report in own_reports:
        shown_cards.refresh(turn, report)
    turn.say("mydata.erased", reports=len(own_reports), at_once=at_once)


# Law 91/2025/QH15 and Decree 356/2025 ask for an answer in two working days; here it is at once.
ONCE_IN = timedelta(hours=1)
"""Least time between two copies for one person."""
MOST_BYTES = 40_000_000
"""Limit for the pictures; Telegram takes files of 50 MB. The rest is only named in the list."""


def too_soon(person: Person, now: datetime) -> datetime | None:
    """Return when the person may ask again, if that is later than now."""
    next_at = person.copied_at + ONCE_IN if person.copied_at else now
    return next_at if next_at > now else None


def words_of(draft: Mapping[str, Any]) -> str:
    """Return the words in a draft of any kind; empty where there are none, or they are locked."""
    if "words_by_message" in draft:
        return DraftContent.model_validate(draft).text
    keys = ("words", "description", "name", "reason")
    return next((str(draft[key]) for key in keys if draft.get(key)), "")


def packed(content: dict[str, Any], page: str, pictures: Sequence[str], media: Media) -> bytes:
    """Return a ZIP of the content as JSON, the page, and the pictures as far as they fit."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("doc-truoc.html", page)
        archive.writestr("du-lieu.json", to_json(content, indent=1))
        remaining = MOST_BYTES
        for key in pictures:
            data = media.find(key)
            if data is not None and len(data) <= remaining:
                archive.writestr(f"anh/{key}", data, zipfile.ZIP_STORED)
                remaining -= len(data)
    return out.getvalue()
