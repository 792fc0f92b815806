"""The pages that the links in mails open: confirming an address, and stopping the mails.

Each asks for a tap: programs that look at links in mails must not use one up.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from functools import partial

from sqlmodel import Session
from starlette.requests import Request
from starlette.responses import HTMLResponse, Response
from starlette.routing import BaseRoute, Route

from bot.core.events import Button, Reply
from bot.core.turn import Tools, put
from bot.people import contact_queries as contacts
from bot.people import marks
from bot.web import sign_in
from bot.web import sign_in_queries as ways
from bot.web.guard import HEADERS, OF_FORMS
from bot.web.open_pages import OpenPages
from bot.web.sign_in import CONFIRM, STOP
from db.engine import Database


@dataclass
class ContactPages:
    """The pages under `/thu`; `look` sends what was put into the outbox."""

    database: Database
    tools: Tools
    clock: Callable[[], datetime]
    look: Callable[[], None]

    def routes(self, local_only: bool) -> list[BaseRoute]:
        """Return the routes.

        That of one click (RFC 8058) is called by mail programs, so it is behind no guard: its token
        is proof enough, and it can only stop the mails.
        """
        pages = OpenPages(self.database, self.tools.texts, "contacts/old_link.html",
                          headers=OF_FORMS, local_only=local_only, look=self.look)  # fmt: skip
        stop, confirm = f"{STOP}/{{token}}", f"{CONFIRM}/{{token}}"
        one_click = partial(pages.answer, self._stop, writes=True)
        return [
            Route(stop, one_click, methods=["POST"]),
            *pages.routes({stop: self._show_stop, confirm: self._show_confirm}),
            *pages.routes({confirm: self._confirm}, writes=True),
        ]

    def _show_confirm(self, session: Session, request: Request) -> Response:
        token = request.path_params["token"]
        is_open = ways.holder(session, token, sign_in.MAIL, self.clock())
        return self._page("confirm" if is_open else "old_link")

    def _confirm(self, session: Session, request: Request) -> Response:
        confirmed = self._use(session, request.path_params["token"])
        return self._page("confirmed" if confirmed else "old_link")

    def _use(self, session: Session, token: str) -> bool:
        """Use up the link, and tell the person in their chat that the address is in use."""
        now = self.clock()
        link = sign_in.use(session, token, sign_in.MAIL, now)
        if link is None:
            return False
        person, chat = link
        chat.active = True
        session.add(chat)
        own = contacts.own_chat(session, person.number)
        if own is not None:
            label = self.tools.texts.plain("mail.button_digest")
            digest = ((Button(text=label, data="bantin:0:mail"),),)
            buttons = () if person.role == "resident" else digest
            text = self.tools.texts("mail.confirmed", address=chat.channel_id, digest=bool(buttons))
            put(session, own, Reply(text=text, buttons=buttons), now)
        return True

    def _show_stop(self, _: Session, __: Request) -> Response:
        return self._page("stop")

    def _stop(self, session: Session, request: Request) -> Response:
        if chat := marks.stopped_by(session, request.path_params["token"]):
            contacts.forget(session, chat, self.clock())
        return self._page("stopped")

    def _page(self, name: str) -> HTMLResponse:
        status = 410 if name == "old_link" else 200
        html = self.tools.texts.page(f"contacts/{name}.html")
        return HTMLResponse(html, status, {**HEADERS, **OF_FORMS, "Cache-Control": "no-store"})
