"""How updates reach the bot: long polling, or pushed to its webhook one after the other."""

import asyncio
import contextlib
import json
import re

import httpx

from tests.botapi.markup import Refused
from tests.botapi.params import Params
from tests.botapi.world import Json, World

POLLING_TWICE = (
    "Conflict: terminated by other getUpdates request; make sure that only one bot instance "
    "is running"
)
WEBHOOK_IS_SET = (
    "Conflict: can't use getUpdates method while webhook is active; "
    "use deleteWebhook to delete the webhook first"
)


class Delivery:
    """getUpdates, setWebhook, deleteWebhook and getWebhookInfo."""

    def __init__(self, world: World) -> None:
        self.world = world
        self.url = ""
        self.secret = ""
        self.error = ""
        self._poll: asyncio.Future[str] | None = None
        self._pushing: asyncio.Task[None] | None = None

    async def getUpdates(self, params: Params) -> list[Json]:  # noqa: N802
        """Return the pending updates; a second caller ends the first one's wait with 409."""
        if self.url:
            raise Refused(WEBHOOK_IS_SET, 409)
        self._end_poll(POLLING_TWICE)
        updates = self.world.updates
        self._allow(params)
        updates.confirm(params.number("offset") or 0)
        limit = min(max(params.number("limit") or 100, 1), 100)
        if not updates.pending:
            await self._wait(min(params.number("timeout") or 0, 50))
        return updates.batch(limit)

    async def setWebhook(self, params: Params) -> bool:  # noqa: N802
        """Push from now on; http is let through, as a Bot API server of one's own does."""
        url, secret = params.text("url"), params.text("secret_token")
        if url and not re.match(r"https?://[^/]", url):
            raise Refused("Bad Request: bad webhook: An HTTPS URL must be provided for webhook")
        if not re.fullmatch(r"[A-Za-z0-9_-]{0,256}", secret):
            raise Refused("Bad Request: secret token contains unallowed characters")
        self._allow(params)
        self._drop_pending(params)
        await self.stop()
        self.url, self.secret = url, secret
        self._end_poll("Conflict: terminated by setWebhook request")
        if url:
            self._pushing = asyncio.create_task(self._push())
        return True

    async def deleteWebhook(self, params: Params) -> bool:  # noqa: N802
        """Back to polling."""
        self._drop_pending(params)
        await self.stop()
        self.url = self.secret = ""
        return True

    async def getWebhookInfo(self, params: Params) -> Json:  # noqa: N802
        """Return the webhook that is set, and its last error."""
        return {
            "url": self.url,
            "has_custom_certificate": False,
            "pending_update_count": len(self.world.updates.pending),
            "allowed_updates": self.world.updates.allowed,
            **({"last_error_date": 1, "last_error_message": self.error} if self.error else {}),
        }

    async def stop(self) -> None:
        """Push no more."""
        if self._pushing is not None:
            self._pushing.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await self._pushing
            self._pushing = None

    def _allow(self, params: Params) -> None:
        allowed = params.json("allowed_updates")
        if allowed is not None:
            self.world.updates.allowed = list(allowed)

    def _drop_pending(self, params: Params) -> None:
        if params.text("drop_pending_updates").lower() == "true":
            for update_id in list(self.world.updates.pending):
                self.world.updates.forget(update_id)

    def _end_poll(self, why: str) -> None:
        if self._poll is not None and not self._poll.done():
            self._poll.set_result(why)

    async def _wait(self, seconds: float) -> None:
        ended = self._poll = asyncio.get_running_loop().create_future()
        arrived = asyncio.create_task(self.world.updates.wait(seconds))
        try:
            await asyncio.wait({arrived, ended}, return_when=asyncio.FIRST_COMPLETED)
        finally:
            arrived.cancel()
        if ended.done():
            raise Refused(ended.result(), 409)
        self._poll = None

    async def _push(self) -> None:
        updates = self.world.updates
        async with httpx.AsyncClient(timeout=30) as client:
            while True:
                await updates.wait(3600)
                for update in updates.batch(1):
                    await self._push_one(client, update)
                    updates.forget(update["update_id"])

    async def _push_one(self, client: httpx.AsyncClient, update: Json) -> None:
        headers = {"Content-Type": "application/json"}
        if self.secret:
            headers["X-Telegram-Bot-Api-Secret-Token"] = self.secret
        pause = 0.02
        while True:
            try:
                answer = await client.post(self.url, content=json.dumps(update), headers=headers)
                if answer.is_success:
                    return
                self.error = f"Wrong response from the webhook: {answer.status_code}"
            except httpx.HTTPError as error:
                self.error = f"Connection failed: {type(error).__name__}"
            await asyncio.sleep(pause)
            pause = min(2 * pause, 1.0)
