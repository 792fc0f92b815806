"""The channel of e-mail: it sends, and nothing arrives by it.

A mail that was sent cannot be changed, so edits of it are passed over.
"""

import asyncio
import smtplib
import ssl
from collections.abc import Callable
from contextlib import closing, suppress
from datetime import datetime
from urllib.parse import unquote, urlsplit

from sqlalchemy.exc import SQLAlchemyError
from sqlmodel import Session

from bot.channels.mail.message import Links, compose
from bot.core.events import Address, Blocked, FileGone, Progress, Reply, TryLater, Unsendable
from bot.core.media import Media
from bot.people import contact_queries as contacts
from bot.people import stopping
from bot.people.contact_queries import MAIL
from bot.texts import Texts
from bot.web import sign_in
from bot.web.guard import is_loopback
from bot.web.sign_in import OPEN_PAGE, STOP
from db.engine import Database

SECONDS = 30
AT_ONCE = 4
"""Connections to the mail server at the same time."""
NO_SUCH_MAILBOX = ("5.1.", "5.2.1")
"""The extended codes (RFC 3463) of an address that nothing will ever reach."""


class Mail:
    """Sends replies as mails, each over a connection of its own."""

    name = MAIL

    def __init__(
        self, url: str, sender: str, page: str, database: Database, media: Media, texts: Texts,
        clock: Callable[[], datetime],
    ) -> None:  # fmt: skip
        """`url` is SMTP_URL, `sender` SMTP_FROM, `page` the address of the web page."""
        self._url, self._sender, self._page = url, sender, page
        self._database, self._media, self._texts, self._clock = database, media, texts, clock
        self._turns = asyncio.Semaphore(AT_ONCE)

    async def send(self, to: Address, reply: Reply, _: Progress | None = None, /) -> str:
        """Send a mail and return its Message-ID; raises `TryLater`, `Blocked` or `Unsendable`."""
        if reply.edit is not None:
            return reply.edit
        try:
            links = await self._database.write(self._links, to)
        except SQLAlchemyError as error:
            raise TryLater(type(error).__name__) from error
        async with self._turns:
            return await asyncio.to_thread(self._send, to.chat, reply, links)

    async def fetch(self, ref: str) -> bytes:
        """Raise `FileGone`: nothing arrives by mail."""
        raise FileGone(ref)

    def _links(self, session: Session, to: Address) -> Links:
        """Return the links of a mail: that to the page is for residents who report there."""
        person_id = int(to.thread or 0)
        chat = contacts.mailbox(session, person_id)
        if chat is None or chat.channel_id != to.chat:
            raise Unsendable("the address was taken back")
        stop = f"{self._page}{STOP}/{stopping.token(session, chat)}"
        own = contacts.page_chat(session, person_id) if chat.active else None
        if own is None:
            return Links(stop)
        token = sign_in.make(session, sign_in.PAGE_LINK, person_id, own.id or 0, self._clock())
        return Links(stop, f"{self._page}{OPEN_PAGE}/{token}")

    def _send(self, to: str, reply: Reply, links: Links) -> str:
        mail = compose(reply, self._sender, to, links, self._texts, self._media, self._clock())
        try:
            server = _connected(self._url)
            with closing(server):
                server.send_message(mail)
                with suppress(smtplib.SMTPException, OSError):  # it has the mail by now
                    server.quit()
        except smtplib.SMTPRecipientsRefused as error:
            raise _refused(*error.recipients[to]) from error
        except smtplib.SMTPDataError as error:
            raise _refused(error.smtp_code, error.smtp_error) from error
        except (OSError, UnicodeError, smtplib.SMTPException) as error:
            raise TryLater(f"the mail server: {type(error).__name__}") from error
        return str(mail["Message-ID"])


def _refused(code: int, said: bytes | str) -> TryLater | Blocked | Unsendable:
    """Return the error for what a server answered; the words may hold the address."""
    words = said.decode(errors="replace") if isinstance(said, bytes) else said
    if code < 500:
        return TryLater(f"the mail server answered {code}")
    if words.startswith(NO_SUCH_MAILBOX):
        return Blocked("there is no such mailbox")
    return Unsendable(f"the mail server answered {code}")


def _connected(url: str) -> smtplib.SMTP:
    """Return a connection, encrypted wherever the server can, and signed in to.

    A password is sent in the clear to this machine only.
    """
    parts = urlsplit(url)
    host, safe = parts.hostname or "", ssl.create_default_context()
    server: smtplib.SMTP
    if is_safe := parts.scheme == "smtps":
        server = smtplib.SMTP_SSL(host, parts.port or 465, timeout=SECONDS, context=safe)
    else:
        server = smtplib.SMTP(host, parts.port or 587, timeout=SECONDS)
    try:
        server.ehlo_or_helo_if_needed()
        if not is_safe and server.has_extn("starttls"):
            server.starttls(context=safe)
            is_safe = True
        if parts.username:
            if not (is_safe or is_loopback(host)):
                raise smtplib.SMTPNotSupportedError("the server does not encrypt")
            server.login(unquote(parts.username), unquote(parts.password or ""))
    except BaseException:
        server.close()
        raise
    return server
