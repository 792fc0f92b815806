"""What is kept of questions: those the plan did not answer, without who asked."""

from __future__ import annotations

from datetime import datetime

from sqlmodel.ext.asyncio.session import AsyncSession

from bot.services.masking import masked
from db.models import Question


def keep_unanswered(session: AsyncSession, text: str, score: float, now: datetime) -> None:
    """Keep a question that found no answer, with the best score there was."""
    session.add(Question(text=masked(text), score=score, asked_at=now))
