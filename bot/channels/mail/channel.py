"""The channel of e-mail: it makes mails of replies and sends them; nothing arrives by it.

A mail that was sent cannot be changed, so edits of it are passed over.
"""

import asyncio
import mimetypes
import re
import smtplib
import ssl
from collections.abc import Callable
from contextlib import closing, suppress
from dataclasses import dataclass
from datetime import datetime
from email.message import EmailMessage
from email.utils import format_datetime, formataddr, make_msgid
from urllib.parse import unquote, urlsplit

from markupsafe import Markup
from sqlmodel import Session

from bot.core.events import Address, Blocked, Channel, Progress, Reply, TryLater, Unsendable
from bot.core.media import Media
from bot.core.recordings import pictures_of
from bot.people import contact_queries as contacts
from bot.people import marks
from bot.people.contact_queries import MAIL
from bot.settings import is_loopback
from bot.texts import Texts, first_line, without_markup
from bot.web import sign_in
from bot.web.sign_in import OPEN_PAGE, STOP
from db.engine import Database
from db.faults import DatabaseFault

NAME = "Dân giám sát"
LONGEST_SUBJECT = 100
_LINK = re.compile(r'<a href="([^"]+)">([^<]*)</a>')


@dataclass(frozen=True)
class Links:
    """The addresses in a mail: one that stops the mails, and one that opens the chat page."""

    stop: str
    page: str | None = None


def compose(
    reply: Reply, sender: str, to: str, links: Links, texts: Texts, media: Media, now: datetime
) -> EmailMessage:
    """Return the mail; pictures and files that were erased meanwhile are left out."""
    mail = EmailMessage()
    subject = first_line(reply.text, LONGEST_SUBJECT) or texts.plain("mail.subject")
    mail["Subject"] = subject
    mail["From"], mail["To"] = formataddr((NAME, sender)), to
    mail["Date"], mail["Message-ID"] = format_datetime(now), make_msgid(domain=sender.split("@")[1])
    # RFC 3834: no absence notice answers. RFC 8058: one tap in the mail program stops the mails.
    mail["Auto-Submitted"] = "auto-generated"
    mail["List-Unsubscribe"] = f"<{links.stop}>"
    mail["List-Unsubscribe-Post"] = "List-Unsubscribe=One-Click"
    addresses = [(button.text, button.url) for row in reply.buttons for button in row if button.url]
    if links.page:
        addresses.append((texts.plain("mail.button_page"), links.page))
    shown_keys = pictures_of(reply.photos)
    pictures = [(key, data) for key in shown_keys if (data := media.find(key)) is not None]
    mail.set_content(_plain(reply, addresses, links, texts))
    body = Markup(reply.text.replace("\n", "<br>\n"))  # noqa: S704 - made by escaping templates
    html = texts.page(
        "mail/mail.html", subject=subject, body=body, links=addresses, stop=links.stop,
        pictures=[key for key, _ in pictures], opens_page=bool(links.page),
    )  # fmt: skip
    mail.add_alternative(html, subtype="html")
    for number, (key, data) in enumerate(pictures, start=1):
        kind, subtype = _kind(key)
        page = mail.get_body(("html",))
        assert isinstance(page, EmailMessage)
        page.add_related(data, kind, subtype, cid=f"<{key}>", disposition="inline",
                         filename=f"anh-{number}.{key.partition('.')[2]}")  # fmt: skip
    for file in reply.files:
        if (data := media.find(file.key)) is not None:
            mail.add_attachment(data, *_kind(file.name), filename=file.name)
    return mail


def _plain(reply: Reply, addresses: list[tuple[str, str]], links: Links, texts: Texts) -> str:
    """Return the words of the mail without markup."""
    text = _LINK.sub(r"\2 (\1)", reply.text)
    parts = [without_markup(text), *(f"{label}:\n{url}" for label, url in addresses)]
    if links.page:
        parts.append(texts.plain("mail.about_page"))
    parts.append(
        f"{texts.plain('mail.foot')}\n{texts.plain('mail.button_stop_here')}: {links.stop}"
    )
    return "\n\n".join(part for part in parts if part) + "\n"


def _kind(name: str) -> tuple[str, str]:
    kind, _, subtype = (mimetypes.guess_type(name)[0] or "application/octet-stream").partition("/")
    return kind, subtype


SECONDS = 30
"""To wait for each answer of the mail server."""
AT_ONCE = 4
"""Connections to the mail server at the same time."""
NO_SUCH_MAILBOX = ("5.1.", "5.2.1")
"""The extended codes (RFC 3463) of an address that nothing will ever reach."""


class Mail(Channel):
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
        except DatabaseFault as error:
            raise TryLater(type(error).__name__) from error
        async with self._turns:
            return await asyncio.to_thread(self._send, to.chat, reply, links)

    def _links(self, session: Session, to: Address) -> Links:
        """Return the links of a mail: that to the page is for residents who report there."""
        person_id = int(to.thread or 0)
        chat = contacts.mailbox(session, person_id)
        if chat is None or chat.channel_id != to.chat:
            raise Unsendable("the address was taken back")
        stop = f"{self._page}{STOP}/{marks.stop_token(session, chat)}"
        own = contacts.page_chat(session, person_id) if chat.active else None
        if own is None:
            return Links(stop)
        token = sign_in.make(session, sign_in.PAGE_LINK, person_id, own.number, self._clock())
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


def _refused(code: int, answer: bytes | str) -> TryLater | Blocked | Unsendable:
    """Return the error for what a server answered; the words may hold the address."""
    words = answer.decode(errors="replace") if isinstance(answer, bytes) else answer
    if code < 500:
        return TryLater(f"the mail server answered {code}")
    if words.startswith(NO_SUCH_MAILBOX):
        return Blocked("there is no such mailbox")
    return Unsendable(f"the mail server answered {code}")


def _connected(url: str) -> smtplib.SMTP:
    """Return a connection, encrypted if the server can; a password is sent in clear only here."""
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
