"""An e-mail address to be told by: typed, confirmed by the link in a mail, taken back by a tap."""

import re

from bot.core.events import Button, Reply
from bot.core.routes import Routes
from bot.core.turn import Rows, Turn
from bot.people import contact_queries as contacts
from bot.people.roles import has_consented
from bot.web import sign_in
from db.models import Draft
from db.outbox import PASSING

routes = Routes()
KIND = "mail"
"""The draft that waits for an address."""
MOST_A_DAY = 3
"""Mails that confirm, to one person or address: nobody is to be pestered by way of us."""
_ADDRESS = re.compile(
    r"[\w.!#$%&'*+/=?^`{|}~-]{1,64}@(?:[a-z0-9-]{1,63}\.)+[a-z]{2,63}", re.ASCII | re.IGNORECASE
)


def address_of(turn: Turn) -> str | None:
    """Return the person's confirmed address."""
    chat = contacts.mailbox(turn.session, turn.person.number)
    return chat.channel_id if chat and chat.active else None


def rows(turn: Turn) -> Rows:
    """Return the button that adds an address, or takes it back; none where no mail can be sent."""
    if not (turn.tools.mails and turn.chat.private):
        return []
    address = address_of(turn)
    name = "stop" if address else "add"
    return [[turn.button(f"mail.button_{name}", f"mail:{name}", address=address)]]


@routes.button("mail")
def pressed(turn: Turn) -> None:
    """Ask for an address, or take it back."""
    if not turn.chat.private:
        turn.say("track.only_in_private")
    elif turn.arguments == ["stop"]:
        if chat := contacts.mailbox(turn.session, turn.person.number):
            contacts.forget(turn.session, chat, turn.now)
        turn.say("mail.stopped")
    elif turn.arguments != ["add"] or not turn.tools.mails:
        raise turn.stale()
    else:
        ask(turn)


def ask(turn: Turn) -> None:
    """Ask for an address; of a resident only with their consent."""
    if turn.actor.role == "resident" and not has_consented(turn.person):
        turn.say("mail.without_consent")
        return
    turn.begin_draft(KIND)
    turn.say("mail.ask", ask="mail.hint")


@routes.draft(KIND)
def typed(turn: Turn, row: Draft) -> None:
    """Take the typed address, and send the link that confirms it there."""
    address = turn.text.strip()
    if not _ADDRESS.fullmatch(address):
        row.updated_at = turn.now
        turn.say("mail.bad", typed=turn.text, ask="mail.hint")
        return
    turn.session.delete(row)
    if _send_link(turn, address):
        turn.say("mail.sent", address=address)
    else:
        turn.say("mail.too_many", most=MOST_A_DAY)


def _send_link(turn: Turn, address: str) -> bool:
    """Send the link that confirms; false where too many were sent today."""
    if not contacts.may_confirm(turn.session, turn.person.number, address, turn.now, MOST_A_DAY):
        return False
    chat = contacts.set_mailbox(turn.session, turn.person.number, address, turn.now)
    token = sign_in.make(turn.session, sign_in.MAIL, turn.person.number, chat.number, turn.now)
    label = turn.tools.texts.plain("mail.button_confirm")
    link = Button(text=label, url=f"{turn.tools.deep_links.page}{sign_in.CONFIRM}/{token}")
    reply = Reply(text=turn.tools.texts("mail.confirm"), buttons=((link,),))
    turn.tell(chat, reply, PASSING)
    return True
