"""Messages for a page's service worker, given to it as the browser gives those of a server."""

import json
from collections.abc import Awaitable, Callable

from playwright.async_api import Page


async def pushing(page: Page) -> Callable[[str], Awaitable[None]]:
    """Return what gives the worker that the page registered a message with that body."""
    devtools = await page.context.new_cdp_session(page)
    known: list[str] = []
    devtools.on(
        "ServiceWorker.workerRegistrationUpdated",
        lambda event: known.extend(row["registrationId"] for row in event["registrations"]),
    )
    await devtools.send("ServiceWorker.enable")
    while not known:
        await page.wait_for_timeout(50)
    origin = await page.evaluate("origin")

    async def push(body: str) -> None:
        message = {"origin": origin, "registrationId": known[0], "data": json.dumps({"body": body})}
        await devtools.send("ServiceWorker.deliverPushMessage", message)

    return push
