"""Which browsers of a chat are pushed to: added by a tap on its page, taken back by another."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime

from pydantic import ValidationError
from sqlmodel import Session

from bot.channels.push.endpoints import Endpoint, is_service
from bot.channels.web.posts import NOT_READ, Refused
from bot.people import contact_queries as contacts
from bot.people import queries as people
from bot.people.contact_queries import PUSH
from bot.people.roles import has_consented
from db.models import Person
from db.web import CHANNEL

MOST_BROWSERS = 5
"""Browsers of one person; with another the oldest is forgotten."""
FIRST_REPORT = "Anh/chị gửi một phản ánh trước, rồi bật báo tin ạ."


@dataclass(frozen=True)
class Pushing:
    """The installation's public `key`, and what is done with the browsers that took it."""

    key: Callable[[], str]
    clock: Callable[[], datetime]
    services: Sequence[str] = ()

    def add(self, session: Session, chat: str, body: bytes) -> None:
        """Push to a browser from now on; raises `Refused`."""
        person = people.known_person(session, CHANNEL, chat)
        if person is None or not has_consented(person):
            raise Refused(403, FIRST_REPORT)
        self.keep(session, person, body)

    def keep(self, session: Session, person: Person, body: bytes) -> None:
        """Push to a browser of this person from now on; raises `Refused`."""
        endpoint = self._endpoint(body)
        now, name = self.clock(), endpoint.model_dump_json()
        *old, row = [
            *contacts.browsers(session, person.number),
            people.chat(session, PUSH, name, str(person.id), True, now, person.id),
        ]
        row.active, row.person_id = True, person.id
        for oldest in [chat for chat in old if chat.id != row.id][: -(MOST_BROWSERS - 1)]:
            contacts.forget(session, oldest, now)

    def stop(self, session: Session, chat: str, body: bytes) -> None:
        """Push to a browser no more; raises `Refused`."""
        if person := people.known_person(session, CHANNEL, chat):
            self.drop(session, person, body)

    def drop(self, session: Session, person: Person, body: bytes) -> None:
        """Push to a browser of this person no more; raises `Refused`."""
        endpoint = self._endpoint(body)
        for row in contacts.browsers(session, person.number):
            if row.channel_id == endpoint.model_dump_json():
                contacts.forget(session, row, self.clock())

    def _endpoint(self, body: bytes) -> Endpoint:
        try:
            endpoint = Endpoint.model_validate_json(body)
        except ValidationError as error:
            raise Refused(400, NOT_READ) from error
        if not is_service(endpoint.endpoint, self.services):
            raise Refused(400, NOT_READ)
        return endpoint
