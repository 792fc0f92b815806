"""Inline queries: the words typed after the bot's name, in any chat, are looked up at once.

Telegram sends one per keystroke and waits seconds for its answer, which is worthless a minute
later. So nothing of it is stored (docs/adr/0006), and of each person only the newest is answered.
"""

import asyncio
import logging
from collections.abc import Sequence

import telegram as ptb
from pydantic import ValidationError
from telegram.constants import ParseMode

from bot.channels.telegram import html
from bot.channels.telegram.arrivals import cancel
from bot.channels.telegram.calls import NO_PREVIEW, inline_keys
from bot.channels.telegram.error_words import known_phrases
from bot.channels.telegram.schema import InlineQuery
from bot.core import events
from bot.core.events import TEXT_UNITS
from bot.core.logs import describe
from bot.core.metrics import LOOKED_UP
from bot.texts.characters import units

log = logging.getLogger(__name__)

AT_ONCE = 4
"""Queries answered side by side; the connections are shared with what is sent."""
MAX_PEOPLE = 200
"""People served at a time: whoever comes after so many would wait longer than Telegram does."""
PATIENCE = 5.0
"""Seconds for Telegram to take an answer; by then the next key has been pressed."""
CACHE = 300
"""Seconds for which Telegram gives everybody the same answer to the same words."""


class Inline:
    """Answers the newest query of each person in tasks of its own."""

    def __init__(self, look_up: events.Lookup, bot: ptb.Bot) -> None:
        self._look_up = look_up
        self._bot = bot
        self._newest: dict[int, InlineQuery] = {}
        self._serving: dict[int, asyncio.Task[None]] = {}
        self._slots = asyncio.Semaphore(AT_ONCE)

    def take(self, raw: object) -> None:
        """Start to answer an update, if it is an inline query; return at once."""
        query = _query(raw)
        if query is None:
            return
        person = query.from_.id
        serving = person in self._serving
        full = not serving and len(self._serving) >= MAX_PEOPLE
        if full or person in self._newest:
            LOOKED_UP.labels("passed_over").inc()
        if full:
            return
        self._newest[person] = query
        if not serving:
            self._serving[person] = asyncio.create_task(self._serve(person))

    async def stop(self) -> None:
        """Answer no more."""
        await cancel(self._serving.values())

    async def _serve(self, person: int) -> None:
        try:
            while person in self._newest:
                async with self._slots:
                    outcome = await self._outcome(self._newest.pop(person))
                LOOKED_UP.labels(outcome).inc()
        finally:
            del self._serving[person]

    async def _outcome(self, query: InlineQuery) -> str:
        """Answer one query and return its outcome for the metrics; failures are only logged."""
        try:
            result = self._look_up(query.query)
            await self._answer(query.id, result)
        except ptb.error.TelegramError as error:
            log.debug("An inline query could not be answered: %s", known_phrases(error.message))
            return "failed"
        except Exception as error:
            log.error("An inline query could not be looked up: %s", describe(error))
            return "failed"
        return "answered" if result.passages else "unanswered"

    async def _answer(self, query: str, result: events.LookupResult) -> None:
        button = result.entrance
        await self._bot.answer_inline_query(
            query,
            self._results(result.passages),
            cache_time=CACHE,
            is_personal=False,
            button=ptb.InlineQueryResultsButton(button.text, start_parameter=button.start)
            if button
            else None,
            read_timeout=PATIENCE,
        )

    def _results(self, passages: Sequence[events.Passage]) -> list[ptb.InlineQueryResultArticle]:
        """Return the passages Telegram takes: one too long would cost all of the answer."""
        return [
            ptb.InlineQueryResultArticle(
                id=passage.id,
                title=passage.title,
                description=passage.description,
                input_message_content=ptb.InputTextMessageContent(
                    passage.text, ParseMode.HTML, link_preview_options=NO_PREVIEW
                ),
                reply_markup=inline_keys(self._bot, [[passage.button]]),
            )
            for passage in passages
            if units(html.plain(passage.text)) <= TEXT_UNITS
        ]


def _query(raw: object) -> InlineQuery | None:
    """Return the inline query in an update; None for other updates and for invalid ones."""
    if not isinstance(raw, dict) or "inline_query" not in raw:
        return None
    try:
        return InlineQuery.model_validate(raw["inline_query"])
    except ValidationError:
        return None
