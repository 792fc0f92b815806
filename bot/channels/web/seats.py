"""The seats at one's own machine: every role in one window, to try the product alone."""

from dataclasses import dataclass
from datetime import datetime

from sqlmodel import Session

from bot.city.city import City
from bot.people import queries as people
from bot.people.roles import subscribe
from db.models import Person
from db.web import CHANNEL


@dataclass(frozen=True)
class Seat:
    """One role in the window; `hint` says in one sentence what to try."""

    role: str
    title: str
    hint: str

    @property
    def chat(self) -> str:
        """The id of its chat: always the same, and never a visitor's, which is a hash."""
        return f"seat:{self.role}"

    @property
    def path(self) -> str:
        """The address of its chat page."""
        return f"/seats/{self.role}"


SEATS = (
    Seat("resident", "Cư dân", "Anh/chị là cư dân: hỏi về kế hoạch, hoặc gửi một phản ánh."),
    Seat("official", "Cán bộ phường",
         "Anh/chị là cán bộ phường: nhận phản ánh mới, xử lý và trả lời cư dân."),
    Seat("overseer", "Mặt trận Tổ quốc",
         "Anh/chị là Mặt trận Tổ quốc: xem bản tổng hợp, nhắc việc quá hạn."),
)  # fmt: skip


def take(session: Session, city: City, now: datetime) -> None:
    """Give the seats their roles, so that every role can be tried out."""
    for seat in SEATS:
        person = people.person(session, CHANNEL, seat.chat, now)
        chat = people.chat(session, CHANNEL, seat.chat, "", True, now)
        person.role, chat.person_id, chat.active = seat.role, person.id, True
        subscribe(session, chat, seat.role, None, city, now)


def leave(session: Session) -> None:
    """Take the roles back from seats that are not shown: nobody reads their messages."""
    for seat in SEATS:
        for chat in people.threads(session, CHANNEL, seat.chat):
            chat.active = False
            if chat.person_id and (person := session.get(Person, chat.person_id)):
                person.role = "resident"
