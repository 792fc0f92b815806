"""A reader of the board: its pages over HTTP, and words that may be shown."""

import re
from datetime import timedelta

import httpx
from sqlmodel import select

from bot.people.roles import CONSENT_VERSION
from db.models import Consent, Person
from tests.town import Town


async def read(board: httpx.AsyncClient, path: str = "/congkhai", **query: str) -> str:
    answer = await board.get(path, params=query or None)
    assert answer.status_code == 200, answer.text
    return answer.text


def codes(html: str) -> list[str]:
    return re.findall(r'class="open" href="/congkhai/(LC-\w{6})"', html)


def lets_show(town: Town) -> None:
    """Everybody who sent something had agreed to the text that says what is public."""
    with town.database.transaction() as session:
        for person in session.exec(select(Person)).all():
            session.add(Consent(person_id=person.id, version=CONSENT_VERSION,
                                given_at=town.clock() - timedelta(days=900)))  # fmt: skip
