"""Digests in the chat."""

from __future__ import annotations

from bot.conversations.turn import Routes

routes = Routes()
