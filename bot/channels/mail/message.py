"""Making a mail of a reply: plain text and HTML, its pictures inside, its files attached."""

import mimetypes
from dataclasses import dataclass
from datetime import datetime
from email.message import EmailMessage
from email.utils import format_datetime, formataddr, make_msgid

from markupsafe import Markup

from bot.core.events import Reply
from bot.core.media import Media
from bot.core.recordings import pictures_of
from bot.texts import Texts, first_line, without_markup

NAME = "Dân giám sát"
LONGEST_SUBJECT = 100


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
    mail["Auto-Submitted"] = "auto-generated"
    mail["List-Unsubscribe"] = f"<{links.stop}>"
    mail["List-Unsubscribe-Post"] = "List-Unsubscribe=One-Click"
    addresses = [(button.text, button.url) for row in reply.buttons for button in row if button.url]
    if links.page:
        addresses.append((texts.plain("mail.button_page"), links.page))
    shown_keys = pictures_of(reply.photos)
    pictures = [(key, data) for key in shown_keys if (data := _read(media, key)) is not None]
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
        if (data := _read(media, file.key)) is not None:
            mail.add_attachment(data, *_kind(file.name), filename=file.name)
    return mail


def _plain(reply: Reply, shown: list[tuple[str, str]], links: Links, texts: Texts) -> str:
    """Return the words of the mail without markup."""
    parts = [without_markup(reply.text), *(f"{label}:\n{url}" for label, url in shown)]
    if links.page:
        parts.append(texts.plain("mail.about_page"))
    parts.append(
        f"{texts.plain('mail.foot')}\n{texts.plain('mail.button_stop_here')}: {links.stop}"
    )
    return "\n\n".join(part for part in parts if part) + "\n"


def _kind(name: str) -> tuple[str, str]:
    kind, _, subtype = (mimetypes.guess_type(name)[0] or "application/octet-stream").partition("/")
    return kind, subtype


def _read(media: Media, key: str) -> bytes | None:
    try:
        return media.read(key)
    except FileNotFoundError:
        return None
