"""The ways in from outside, as addresses that anybody can open."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass


@dataclass
class Doors:
    """Where people come in: the web page, and the bot on Telegram once its name is known."""

    page: str
    username: Callable[[], str | None] = lambda: None

    def links(self, payload: str) -> list[str]:
        """The addresses that bring the command `start` with a payload, the nearest to hand first.

        On most telephones that is Telegram, whose link opens the app that is there.
        """
        name = self.username()
        telegram = [f"https://t.me/{name}?start={payload}"] if name else []
        return [*telegram, f"{self.page}/?start={payload}"]
