"""Refusing foreign requests: from other sites, and to the seats from other machines."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from urllib.parse import urlsplit

from starlette.datastructures import Headers, MutableHeaders
from starlette.responses import JSONResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from bot.settings import is_loopback

FOREIGN = "Yêu cầu này đến từ một trang khác nên không được nhận."
NOT_HERE = (
    "Bản chạy thử với nhiều vai chỉ mở được trên chính máy đang chạy nó. "
    "Để mở cho mọi người, đặt TELEGRAM_BOT_TOKEN hoặc HOST (xem docs/running.md)."
)
CONTENT_SECURITY_POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' blob: data:; "
    "media-src 'self' blob:; connect-src 'self'; manifest-src 'self'; frame-src 'self'; "
    "frame-ancestors 'self'; base-uri 'none'; form-action 'none'"
)
HEADERS = {
    "Content-Security-Policy": CONTENT_SECURITY_POLICY,
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cache-Control": "no-cache",  # kept, but asked for again: a new version is seen at once
    "Permissions-Policy": "geolocation=(self), camera=(), microphone=(self)",
}
OF_FORMS = {
    "Content-Security-Policy": (
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' blob: data:; "
        "media-src 'self' blob:; connect-src 'self'; manifest-src 'self'; frame-ancestors 'none'; "
        "base-uri 'none'; form-action 'self'"
    ),
    "Referrer-Policy": "same-origin",
}
"""Those of pages with forms: they stand in nobody's frame, so that no tap can be stolen. Without
any referrer a browser sends a form with the origin "null", like a foreign site's."""
_FORWARDED = ("forwarded", "x-forwarded-", "x-real-ip", "via")
"""Prefixes of the headers that a proxy adds."""


@dataclass
class Guard:
    """ASGI middleware: refuses foreign requests, and adds the headers of a safe page.

    With `local_only`, whoever comes over a network or through a proxy is refused: everybody who
    reaches the seats may act for an official.
    """

    app: ASGIApp
    local_only: bool = False
    headers: Mapping[str, str] = field(default_factory=dict)
    """Headers instead of those of `HEADERS`."""

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer 403 with a sentence, or pass on."""
        headers = Headers(scope=scope)

        async def send_safely(message: Message) -> None:
            if message["type"] == "http.response.start":
                added = MutableHeaders(scope=message)
                for name, value in {**HEADERS, **self.headers}.items():
                    added.setdefault(name, value)
            await send(message)

        refusal = self._refusal(scope, headers)
        answer = JSONResponse({"error": refusal}, status_code=403) if refusal else self.app
        await answer(scope, receive, send_safely)

    def _refusal(self, scope: Scope, headers: Headers) -> str | None:
        if self.local_only and not is_local(scope, headers):
            return NOT_HERE
        if scope["method"] not in ("GET", "HEAD") and not is_same_origin(headers):
            return FOREIGN
        return None


def is_same_origin(headers: Headers) -> bool:
    """Return whether a browser says that a page of this very host sent the request.

    Only hosts are compared: behind a proxy that ends TLS the scheme seen here is another one.
    A browser sends at least one of the two headers with every POST.
    """
    origin, site = headers.get("origin"), headers.get("sec-fetch-site")
    if origin is not None and urlsplit(origin).netloc != headers.get("host"):
        return False
    return site == "same-origin" or (site is None and origin is not None)


def is_local(scope: Scope, headers: Headers) -> bool:
    """Return whether a request comes from this machine, to this machine, and through no proxy."""
    client = scope.get("client")
    return (
        not any(name.startswith(_FORWARDED) for name in headers)
        and is_loopback(urlsplit(f"//{headers.get('host', '')}").hostname)
        and is_loopback(client[0] if client else None)
    )
