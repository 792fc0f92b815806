"""A real SMTP server on a port of its own, which keeps what arrives, or refuses it."""

import asyncio
import email
import re
import warnings
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from email.message import EmailMessage
from email.policy import default
from typing import Any

from aiosmtpd.smtp import SMTP, AuthResult, Envelope, LoginPassword


class Postbox:
    """The mails that arrived; `answers` are given to recipients in turn, in the place of 250."""

    def __init__(self) -> None:
        self.mails: list[EmailMessage] = []
        self.refusals: list[str] = []
        self.late_refusals: list[str] = []
        self.url = ""

    async def handle_RCPT(  # noqa: N802 - aiosmtpd's name
        self, _: Any, __: Any, envelope: Envelope, address: str, ___: Any
    ) -> str:
        if self.refusals:
            return self.refusals.pop(0)
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, _: Any, __: Any, envelope: Envelope) -> str:  # noqa: N802
        if self.late_refusals:
            return self.late_refusals.pop(0)
        mail = email.message_from_bytes(envelope.content or b"", policy=default)  # type: ignore[arg-type]
        assert isinstance(mail, EmailMessage)
        self.mails.append(mail)
        return "250 OK"


def words(mail: EmailMessage, kind: str = "plain") -> str:
    """The words of a mail, plain or as HTML."""
    body = mail.get_body((kind,))
    assert body is not None
    return str(body.get_content())


def link(mail: EmailMessage, path: str) -> str:
    """The path and token of the mail's link below that path."""
    (address,) = re.findall(rf"https://giamsat\.example\.vn({path}/[\w-]+)", words(mail))
    return str(address)


@asynccontextmanager
async def running(user: str = "", password: str = "") -> AsyncIterator[Postbox]:
    """Run the server; with a user it takes mails from nobody else."""
    postbox = Postbox()

    def known(_: Any, __: Any, ___: Any, ____: Any, given: Any) -> AuthResult:
        right = LoginPassword(user.encode(), password.encode())
        return AuthResult(success=given == right)

    loop = asyncio.get_running_loop()

    def session() -> SMTP:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # no TLS on a machine of one's own
            return SMTP(
                postbox, auth_required=bool(user), auth_require_tls=False, authenticator=known,
                loop=loop,
            )  # fmt: skip

    server = await loop.create_server(session, "127.0.0.1", 0)
    postbox.url = f"smtp://127.0.0.1:{server.sockets[0].getsockname()[1]}"
    async with server:
        yield postbox
