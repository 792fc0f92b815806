"""Forged, stale or foreign buttons: none gains a right, and each is answered."""

import random
import string
from collections.abc import Sequence

import pytest
from sqlmodel import SQLModel, col, func, select

from bot.city.codes import new_code
from bot.reports.moves import MOVES
from bot.router import ROUTES, Router
from db.models import Audit, Chat, Outbox, Person, Photo, ReplyTemplate, Report, ReportEvent
from tests.town import Someone, Town, report

SEED = 20261123
ACTIONS = (*MOVES, "show", "more", "open", "close", "use", "add", "keep", "drop", "withdraw_yes")


def forged(chance: random.Random, codes: Sequence[str], buttons: Sequence[str]) -> str:
    """A button somebody made up, or saw at another's: verbs of ours with whatever after them."""
    if chance.random() < 0.25:
        return chance.choice(buttons)
    parts = [chance.choice([*ROUTES.buttons, "burn", "", "case", "case", "oversee"])]
    arguments = [
        chance.choice(ACTIONS), chance.choice(codes), chance.choice(codes), new_code(),
        str(chance.randint(-2, 40)), "9" * 30, "²", "٣", "ubnd_tan_phong", "so_xay_dung",
        "".join(chance.choices(string.printable, k=8)), "\x00", "🌳" * 3, "é" * 5, "\u202e", "",
    ]  # fmt: skip
    parts += chance.choices(arguments, k=chance.randint(0, 3))
    return ":".join(parts)


async def protected_rows(town: Town) -> dict[str, list[dict[str, object]]]:
    """Return the rows that only people with a right may change."""
    kinds: list[type[SQLModel]] = [Report, ReportEvent, Photo, ReplyTemplate]
    with town.database.reading() as session:
        rows = {
            kind.__name__: [row.model_dump() for row in session.exec(select(kind)).all()]
            for kind in kinds
        }
        query = select(Person.channel_id, Person.role, Person.agency)
        roles = session.exec(query.where(Person.role != "resident"))
        query = select(Chat.channel_id, Chat.role, Chat.agency)
        groups = session.exec(query.where(col(Chat.role).is_not(None)))
        rows["roles"] = [{"of": role} for role in sorted(map(str, [*roles, *groups]))]
    return rows


async def answers(conversation: Router, town: Town, person: Someone, data: str) -> int:
    """How many messages a press is answered with, in the transaction a press has."""
    with town.database.transaction() as session:
        before = session.exec(select(func.count()).select_from(Outbox)).one()
        incoming = person.incoming(button=data)
        conversation.respond(session, incoming, town.clock(), town.media)
        session.flush()
        return session.exec(select(func.count()).select_from(Outbox)).one() - before


async def _city(town: Town) -> tuple[list[Someone], list[str], list[str]]:
    """Reports and drafts under way in one agency, and those who have no right to any of it."""
    an, binh = town.person("an"), town.person("binh")
    await town.invited(binh, "official", "ubnd_tan_phong")
    codes = [await report(an, photos=()) for _ in range(4)]
    await binh.does(button=f"case:accept:{codes[0]}")
    await binh.does(button=f"case:reject:{codes[1]}")
    await binh.says("đất tư, không thuộc thẩm quyền")
    await binh.does(button=f"case:ask:{codes[2]}")
    await binh.says("Cây ở đâu ạ?")
    await binh.presses("Gửi")
    await binh.does(button="template:add:reject")
    await binh.says("Không thuộc thẩm quyền")
    await an.does(button=f"answer:{codes[2]}")
    await an.says("ở cổng trường")
    buttons = [
        button.data
        for person in (an, binh)
        for message in person.shown
        for row in message.reply.buttons
        for button in row
        if button.data
    ]
    outsiders = [town.person("eve"), town.person("so"), town.person("front"),
                 town.person("admin"), town.person("binh", chat="-55"),
                 town.person("eve", chat="-66")]  # fmt: skip
    await town.invited(outsiders[1], "official", "so_xay_dung")
    await town.invited(outsiders[2], "overseer", "mttq_tinh")
    await town.invited(outsiders[3], "admin")
    await town.invited(outsiders[5], "official", "ubnd_doan_ket")
    return outsiders, codes, buttons


THEIR_RIGHT = {"front": ("oversee:remind",)}
"""What one of them may do, and what leaves a step: it is not pressed here."""


@pytest.mark.parametrize(
    ("kind", "presses"),
    [
        ("sqlite", 300),
        pytest.param("sqlite", 1000, marks=pytest.mark.slow),
        ("postgresql", 100),
    ],
)
async def test_no_forged_button_gains_a_right(
    town: Town, conversation: Router, presses: int
) -> None:
    outsiders, codes, buttons = await _city(town)
    before = await protected_rows(town)
    chance = random.Random(SEED)
    pressed = 0
    while pressed < presses:
        person, data = chance.choice(outsiders), forged(chance, codes, buttons)
        if data.startswith(THEIR_RIGHT.get(person.name, ("\n",))):
            continue
        assert await answers(conversation, town, person, data), (person.name, person.chat, data)
        pressed += 1
    assert await protected_rows(town) == before
    with town.database.reading() as session:
        query = select(Audit.action).where(col(Audit.action).in_(MOVES))
        actions = session.exec(query).all()
    assert sorted(actions) == ["accept", "ask"]
