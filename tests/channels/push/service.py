"""A push service, and a browser behind it: it decrypts what arrives, as a browser would."""

import json
from base64 import urlsafe_b64encode
from dataclasses import dataclass, field
from typing import Any

import http_ece
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from py_vapid import Vapid02
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route


def _text(data: bytes) -> str:
    return urlsafe_b64encode(data).rstrip(b"=").decode()


@dataclass
class Browser:
    """What a browser keeps to itself, and the lines that it could read."""

    name: str
    secret: ec.EllipticCurvePrivateKey = field(
        default_factory=lambda: ec.generate_private_key(ec.SECP256R1())
    )
    auth: bytes = b"sixteen bytes ok"
    lines: list[str] = field(default_factory=list)

    def subscription(self, url: str) -> dict[str, Any]:
        """What it hands to the page."""
        point = self.secret.public_key().public_bytes(Encoding.X962, PublicFormat.UncompressedPoint)
        keys = {"p256dh": _text(point), "auth": _text(self.auth)}
        return {"endpoint": f"{url}/push/{self.name}", "keys": keys}

    def reads(self, body: bytes) -> str:
        """Decrypt a message."""
        data = http_ece.decrypt(
            body, private_key=self.secret, auth_secret=self.auth, version="aes128gcm"
        )
        return str(json.loads(data)["body"])


class Service:
    """The push service: takes what is signed, and gives it to the browser it is for."""

    def __init__(self) -> None:
        self.browsers: dict[str, Browser] = {}
        self.answers: list[int] = []
        self.bodies: list[bytes] = []
        self.headers: list[dict[str, str]] = []
        self.app = Starlette(routes=[Route("/push/{name}", self._take, methods=["POST"])])

    def browser(self, name: str = "chrome") -> Browser:
        """Another browser that listens."""
        return self.browsers.setdefault(name, Browser(name))

    async def _take(self, request: Request) -> Response:
        if self.answers:
            return Response(status_code=self.answers.pop(0))
        headers = dict(request.headers)
        origin = f"http://{headers['host']}"
        assert Vapid02.verify(headers["authorization"]), "it is signed"
        assert headers["content-encoding"] == "aes128gcm" and int(headers["ttl"]) > 0
        body = await request.body()
        self.headers.append(headers | {"origin": origin})
        self.bodies.append(body)
        browser = self.browsers[request.path_params["name"]]
        browser.lines.append(browser.reads(body))
        return Response(status_code=201)
