"""A resident asks: the plan's own words with their section, or an honest no."""

from __future__ import annotations

from bot.conversations import report, track
from bot.conversations.turn import Routes, Rows, Turn
from bot.metrics import ASKED
from bot.services.answers import keep_unanswered
from bot.texts import Texts
from knowledge.answer import Answer, Citation

routes = Routes()

LONGEST_QUESTION = 500
"""Characters that are read of a question; the longest of the development set has 130."""


@routes.command("hoi")
async def command(turn: Turn) -> None:
    """Answer the question after the command."""
    if turn.text:
        await answer(turn)
    else:
        turn.say("ask.what")


@routes.button("ask")
async def how(turn: Turn) -> None:
    """Say how to ask."""
    turn.say("ask.what", ask="ask.hint")


async def answer(turn: Turn) -> None:
    """Answer what somebody typed, or lead them to what they meant."""
    found = turn.tools.answerer.answer(turn.text[:LONGEST_QUESTION])
    ASKED.labels(found.outcome).inc()
    if found.outcome == "report" and turn.chat.private:
        await report.offer(turn, turn.text, found.category)
    elif found.outcome == "track" and found.code:
        await track.show(turn, found.code)
    elif found.outcome == "track":
        await track.mine(turn)
    else:
        if found.outcome == "not_in_plan":
            keep_unanswered(turn.session, turn.text[:LONGEST_QUESTION], found.score, turn.now)
        turn.say(_sentence(found), _buttons(turn, found), found=found)


def rendered(texts: Texts, found: Answer) -> str:
    """The answer as HTML, as the command line prints it."""
    return texts(_sentence(found), found=found)


def _sentence(found: Answer) -> str:
    """The template of an outcome; an answer with figures has one of its own."""
    return "ask.figure" if found.targets else f"ask.{found.outcome}"


def _buttons(turn: Turn, found: Answer) -> Rows:
    """The whole item of what was quoted, and a report on the matter."""
    rows = [
        [turn.button("ask.button_item", f"item:{each.item}", item=each.item)]
        for each in _one_per_item(found)
    ]
    if found.outcome in ("answer", "choices", "not_in_plan") and turn.chat.private:
        rows.append([turn.button("ask.button_report", f"report:{_category(turn, found)}")])
    return rows


def _category(turn: Turn, found: Answer) -> str:
    """The category to offer: the one the question fits, or the one the item bears on alone."""
    if found.category and turn.city.category(found.category):
        return found.category
    linked = [
        category
        for each in found.citations[:1]
        for category in turn.tools.knowledge.categories_for_item(each.item)
        if turn.city.category(category)
    ]
    return linked[0] if len(linked) == 1 else "new"


def _one_per_item(found: Answer) -> list[Citation]:
    """The first quote of each item, at most three; where nothing answers, the nearest alone."""
    shown = found.citations[:3] or (found.nearest[:1] if found.score > 0 else ())
    return list({each.item: each for each in reversed(shown)}.values())[::-1]
