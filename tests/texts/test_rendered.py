"""Every sentence is rendered with whatever may be in it: a sentence that cannot be said is a crash.

Each block of `bot/texts/vi/` is rendered with every variable it names in each form it can have:
each nullable column empty, each value of each enumeration, empty and longest words.
"""

from collections.abc import Iterator, Mapping
from typing import Any

from jinja2 import Environment, PackageLoader, nodes
from jinja2.meta import find_undeclared_variables

from bot.core.turn import Tools
from bot.digests.content import Compared, OpenBefore, Questions
from bot.digests.queries import Scope
from bot.digests.render.forms import make
from bot.digests.render.message import message
from tests.digests.contents import rich
from tests.texts.values import ELSEWHERE, VALUES, WORDS, others


def blocks() -> Mapping[str, set[str]]:
    """Every sentence by its name, with the names of its variables."""
    environment = Environment(loader=PackageLoader("bot", "texts/vi"), autoescape=True)
    names = ("quote", "line", "moment", "day", "figure", "status", "masked", "category")
    environment.filters |= dict.fromkeys(names, str)
    found: dict[str, set[str]] = {}
    for file in environment.list_templates():
        tree = environment.parse(environment.loader.get_source(environment, file)[0])  # type: ignore[union-attr]
        for block in tree.find_all(nodes.Block):
            template = nodes.Template(block.body)
            template.set_environment(environment)
            name = f"{file.removesuffix('.html')}.{block.name}"
            found[name] = find_undeclared_variables(template) - {"city"}
    return found


def variants(
    name: str, variables: set[str], special: Mapping[str, dict[str, tuple[Any, ...]]]
) -> Iterator[dict[str, Any]]:
    """The values a sentence is rendered with: each variable in each form, and all in their last."""
    own = {**VALUES, **special.get(name.partition(".")[0], {}), **special.get(name, {})}
    possible = {variable: own.get(variable, WORDS) for variable in variables}
    base = {variable: values[0] for variable, values in possible.items()}
    yield base
    yield {variable: values[-1] for variable, values in possible.items()}
    for variable, values in possible.items():
        yield from (base | {variable: value} for value in values[1:])


def test_every_sentence_can_be_said_whatever_is_in_it(tools: Tools) -> None:
    failed: dict[str, str] = {}
    special = others(tools)
    for name, variables in blocks().items():
        if name in ELSEWHERE:
            continue
        for values in variants(name, variables, special):
            try:
                said = tools.texts(name, **values)
                assert "None" not in said, "nobody writes None"
            except Exception as error:
                what = {k: str(v)[:60] for k, v in values.items()}
                failed.setdefault(name, f"{type(error).__name__}: {error} with {what}")
    assert failed == {}


def test_a_digest_can_be_said_whatever_is_in_it(tools: Tools) -> None:
    """Its message and every form of it, with each figure of it missing."""
    empty: dict[str, Any] = {
        "reached": {}, "areas": {}, "categories": {}, "open": {}, "overdue_by_agency": {},
        "open_by_agency": {}, "items": (), "listings": (), "by_agency": (), "by_area": (),
        "cells": (), "asked_items": (), "questions": Questions(), "unanswered": None,
        "then": OpenBefore({}, {}, {}, {}),
        **dict.fromkeys(("answered", "due", "in_time", "disputed"), Compared()),
    }  # fmt: skip
    for scope in (Scope(), Scope("ubnd_tan_phong"), Scope(areas=("tan_phong",))):
        for change in ({}, empty, *({name: value} for name, value in empty.items())):
            content = rich(**{"scope": scope, **change})
            assert "None" not in message(content, tools).text
    for form in ("xlsx", "docx", "page"):
        for change in ({}, empty):
            make(form, rich(**change), tools)
