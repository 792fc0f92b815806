"""A digest as one message that fits a telephone's screen."""

from __future__ import annotations

from typing import NamedTuple

from markupsafe import Markup

from bot.core.events import Reply
from bot.digests.content import Content
from bot.digests.period import Period, days_of
from bot.digests.queries import Scope
from bot.digests.render.buttons import looked_at
from bot.digests.render.listed import codes, shown
from bot.digests.select.content import Means

LONGEST = 4096
"""UTF-16 code units, the measure of the narrowest channel; markup is counted too, to be sure."""
MARK = 70
"""Units to be kept free for each report that is named: what was done with it is marked there."""
METRES = 200
"""How wide a square of the map grid is, about; see `CELL`."""


class Caps(NamedTuple):
    """How many lines each list of figures has, and how many characters at most

    the name of an agency, area or item has, that of a report's kind, its place, a question.
    """

    few: int
    name: int
    kind: int
    place: int
    words: int


CAPS = (
    Caps(3, 40, 24, 32, 60),
    Caps(2, 24, 16, 20, 30),
    Caps(1, 12, 8, 12, 12),
    Caps(0, 0, 0, 0, 0),
)
"""Tried in turn until the message is short enough; with the last it is, whatever the data."""


class Written(NamedTuple):
    """The words of a message; `cut`: a list in it ends with "và N nữa" or is only counted."""

    text: str
    cut: bool


def message(content: Content, means: Means) -> Reply:
    """The message: complete counts, capped lists, buttons that open the reports it names.

    In the ledger, more can be done from under it: see `acted.shown`.
    """
    return Reply(text=written(content, means).text, buttons=looked_at(content, means))


def title(period: Period, means: Means) -> str:
    """What the digest of a period is called, in plain text."""
    kind = days_of(period, means.zone).kind
    return means.texts.plain("digest.title", kind=kind, days=_days(period, means))


def scope_words(scope: Scope, means: Means) -> str:
    """What a digest is about, in plain text."""
    return means.texts.plain("digest.scope", scope=scope)


def answer(content: Content, means: Means) -> Reply:
    """What is shown to who asks for a digest: one line where it has nothing to say."""
    return nothing(content, means) if content.is_empty else message(content, means)


def nothing(content: Content, means: Means) -> Reply:
    """One line, for who asks for a digest that has nothing to say."""
    values = {
        "title": title(content.period, means),
        "scope": scope_words(content.scope, means),
        "open_count": content.open_count,
    }
    return Reply(text=means.texts("digest.nothing", **values))


def page(reply: Reply, means: Means) -> tuple[str, bytes]:
    """The message as a page to look at or to print: the file's name and its bytes."""
    body = Markup(reply.text)  # noqa: S704 - what a template rendered, escaped there
    headline = Markup(body.split("\n", 1)[0]).striptags()  # noqa: S704
    return "digest.html", means.texts("digest.page", title=headline, body=body).encode()


def _days(period: Period, means: Means) -> str:
    days = days_of(period, means.zone)
    return means.texts.plain("digest.days", days=days, period=period)


def written(content: Content, means: Means) -> Written:
    """An agency reads what is its to do; who oversees, what is stuck and how the period went."""
    longest = LONGEST - MARK * len(codes(content))
    for caps in CAPS:
        text = _text(content, means, caps)
        if len(text.encode("utf-16-le")) // 2 <= longest:
            break
    return Written(text, _is_cut(content, caps))


def _is_cut(content: Content, caps: Caps) -> bool:
    """Whether the message leaves out a line of a list: of reports, or of figures of an overseer."""
    if any(each.more for each in shown(content)):
        return True
    if content.scope.agency is not None:
        return False
    lists = (
        content.overdue_by_agency, content.by_agency, content.areas, content.categories,
        content.clusters, content.items, content.asked_items,
    )  # fmt: skip
    longest = max(content.questions.groups, *map(len, lists))
    return longest > caps.few


def _text(content: Content, means: Means, caps: Caps) -> str:
    values = {
        "title": title(content.period, means),
        "scope": scope_words(content.scope, means),
        "before": _days(content.before, means),
        "content": content,
        "shown": shown(content),
        "caps": caps,
    }
    if content.scope.agency is not None:
        return means.texts("digest_message.agency", **values)
    details = means.texts("digest_message.details", content=content, caps=caps, metres=METRES)
    return means.texts("digest_message.overseer", details=Markup(details), **values)  # noqa: S704
