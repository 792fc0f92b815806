"""A digest as one message that fits a telephone's screen."""

from typing import NamedTuple

from markupsafe import Markup

from bot.core.events import TEXT_UNITS, Reply
from bot.core.turn import Tools
from bot.digests.content import Content, codes, shown_listings
from bot.digests.period import Period, days_of
from bot.digests.queries import Scope
from bot.digests.render.buttons import looked_at
from bot.texts.characters import units

MARK = 70
"""Units kept free for the mark of each named report."""
METRES = 200
"""Approximate width of a square of the map grid; see `CELL`."""


class Caps(NamedTuple):
    """Limits: lines (`few`) of each list of figures, and characters of the name of an agency, area
    or item, of a report's kind, of its place, and of a question (`words`)."""

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


def message(content: Content, tools: Tools) -> Reply:
    """Return the message: complete counts, capped lists, buttons that open the named reports.

    One in the ledger has more buttons: see `progress.current_message`.
    """
    return Reply(text=written(content, tools).text, buttons=looked_at(content, tools))


def title(period: Period, tools: Tools) -> str:
    """Return the title of a period's digest, in plain text."""
    kind = days_of(period, tools.zone).kind
    return tools.texts.plain("digest.title", kind=kind, days=days_words(period, tools))


def scope_words(scope: Scope, tools: Tools) -> str:
    """Return a digest's scope in words, in plain text."""
    return tools.texts.plain("digest.scope", scope=scope)


def answer(content: Content, tools: Tools) -> Reply:
    """Return the message for a person who asks for a digest: one line where it is empty."""
    return empty_message(content, tools) if content.is_empty else message(content, tools)


def empty_message(content: Content, tools: Tools) -> Reply:
    """Return one line that says that the digest is empty."""
    values = {
        "title": title(content.period, tools),
        "scope": scope_words(content.scope, tools),
        "open_count": content.open_count,
        "head": content.head,
        "targets": content.targets,
        "caps": CAPS[0],
    }
    return Reply(text=tools.texts("digest.nothing", **values))


def page(content: Content, tools: Tools) -> tuple[str, bytes]:
    """Return the message as a page to look at or to print: the file's name and its bytes."""
    body = Markup(answer(content, tools).text)  # noqa: S704 - what a template rendered, escaped there
    heading = title(content.period, tools)
    return "digest.html", tools.texts("digest.page", title=heading, body=body).encode()


def days_words(period: Period, tools: Tools) -> str:
    """Return the days of a period in words."""
    days = days_of(period, tools.zone)
    return tools.texts.plain("digest.days", days=days, period=period)


def written(content: Content, tools: Tools) -> Written:
    """Write the message: to an agency its work, to overseers what is stuck and the period."""
    longest = TEXT_UNITS - MARK * len(codes(content))
    for caps in CAPS:
        text = _text(content, tools, caps)
        if units(text) <= longest:  # markup is counted too, to be sure
            break
    return Written(text, _is_cut(content, caps))


def _is_cut(content: Content, caps: Caps) -> bool:
    """Return whether the message leaves out a line of a list of reports or figures."""
    if any(listing.more for listing in shown_listings(content)):
        return True
    if content.scope.agency is not None:
        return False
    lists = (
        content.overdue_by_agency, content.by_agency, content.areas, content.categories,
        content.clusters, content.items, content.asked_items, content.questions.reasons,
    )  # fmt: skip
    longest = max(content.questions.groups, *map(len, lists))
    return longest > caps.few


def _text(content: Content, tools: Tools, caps: Caps) -> str:
    values = {
        "title": title(content.period, tools),
        "scope": scope_words(content.scope, tools),
        "before": days_words(content.before, tools),
        "content": content,
        "shown": shown_listings(content),
        "caps": caps,
    }
    if content.scope.agency is not None:
        return tools.texts("digest_message.agency", **values)
    details = tools.texts("digest_message.details", content=content, caps=caps, metres=METRES)
    return tools.texts("digest_message.overseer", details=Markup(details), **values)  # noqa: S704
