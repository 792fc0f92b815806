"""What people can do, one file each; `Conversation` finds out which of it somebody is doing."""

from __future__ import annotations

from datetime import datetime

from sqlmodel.ext.asyncio.session import AsyncSession

from bot.conversations import ask, digest, handle, privacy, report, start, track
from bot.conversations.turn import Routes, Tools, Turn, put, turn_of
from bot.events import Incoming, Reply
from bot.services.codes import code_in
from bot.texts import cleaned
from db import drafts, people

ROUTES = Routes()
for module in (start, ask, report, track, handle, digest, privacy):
    ROUTES.include(module.routes)


class Conversation:
    """Answers updates, each inside the transaction it is given."""

    def __init__(self, tools: Tools) -> None:
        self._tools = tools

    async def respond(self, session: AsyncSession, incoming: Incoming, now: datetime) -> None:
        """Do what the update asks for, and put the answers into the outbox."""
        if incoming.event in ("left", "moved"):
            await self._chat_changed(session, incoming)
            return
        incoming = incoming.model_copy(update={"text": cleaned(incoming.text)})
        turn = await turn_of(self._tools, session, incoming, now)
        if turn is not None and incoming.event != "back":
            await _answer(turn)

    async def apologise(
        self,
        session: AsyncSession,
        channel: str,
        chat: str,
        now: datetime,
        thread: str | None = None,
    ) -> None:
        """Tell a chat that something it sent could not be handled."""
        for row in await people.threads(session, channel, chat):
            if row.thread == (thread or ""):
                put(session, row, Reply(text=self._tools.texts("start.failed")), now)

    async def _chat_changed(self, session: AsyncSession, incoming: Incoming) -> None:
        if incoming.event == "moved" and incoming.moved_to:
            await people.move_chat(session, incoming.channel, incoming.chat, incoming.moved_to)
            return
        for row in await people.threads(session, incoming.channel, incoming.chat):
            row.active = False


async def _answer(turn: Turn) -> None:
    """Find the conversation an update belongs to: what was pressed or commanded goes first."""
    incoming = turn.incoming
    draft = await drafts.current(turn.session, turn.person, turn.chat)
    if draft is not None and draft.kind == report.OFFER:
        draft = None  # it waits for a tap, not for words
    if not incoming.addressed and (draft is None or not incoming.photos):
        return
    if incoming.sender is not None and not incoming.sender.accountable:
        turn.say("start.nobody_accountable")
    elif incoming.button is not None:
        await _pressed(turn, incoming.button)
    elif incoming.command is not None:
        await ROUTES.commands.get(incoming.command, start.unknown_command)(turn)
    elif incoming.event == "unsupported":
        await start.unsupported(turn)
    elif draft is not None:
        await ROUTES.drafts[draft.kind](turn)
    else:
        await _out_of_the_blue(turn)


async def _out_of_the_blue(turn: Turn) -> None:
    """Words, a picture or a place that nothing was waiting for."""
    incoming = turn.incoming
    if incoming.photos or incoming.place:
        await report.begin(turn, words=turn.text)
    elif code := code_in(turn.text):
        await track.show(turn, code)
    elif turn.text:
        await ask.answer(turn)


async def _pressed(turn: Turn, data: str) -> None:
    verb, *turn.arguments = data.split(":")
    handler = ROUTES.buttons.get(verb)
    if handler is None or not turn.arguments:
        turn.say("start.stale_button")
        return
    await handler(turn)
