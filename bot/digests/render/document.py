"""A digest as a report in Word, for an office to sign: `document.docx` filled with its figures.

The template is the report as it looks, in the form of Decree 30/2020/NĐ-CP, Phụ lục I (a whole
document is its Phụ lục III, Mẫu 1.4), and has every word of it; an office changes it in Word.
"""

import io
from datetime import UTC
from pathlib import Path
from typing import Any

from docxtpl import DocxTemplate
from jinja2 import Environment, StrictUndefined
from jinja2.utils import Cycler

from bot.city.city import City
from bot.core.turn import Tools
from bot.digests.content import GATHER, Content
from bot.digests.render import rows
from bot.digests.render.map_picture import GRID
from bot.digests.render.message import days_words
from bot.digests.render.rows import Names

TEMPLATE = Path(__file__).with_name("document.docx")
MOST_CASES, MOST_CLUSTERS = 25, 10
"""Cases or targets, and clusters, that are named; the workbook has more."""
LONGEST_CELL = 160
"""Characters of a name or a place."""
LONGEST_SCOPE = 800
"""Characters of the report's scope: it is signed, and the scope is never cut."""
NUMBERS = ("I", "II", "III", "IV", "V", "VI", "VII", "VIII", "IX", "X", "XI", "XII")
BLANK = "…………………………"
"""To be filled in by hand."""


def write(content: Content, tools: Tools, issuer: str | None) -> bytes:
    """Return the report's bytes; `issuer` is the office's key in city.yaml, None leaves a blank."""
    names = Names(tools, LONGEST_CELL)
    values = _office(content, tools, names, issuer) | _figures(content, names)
    paper = DocxTemplate(TEMPLATE)
    paper.render(values, _environment(tools, names))
    about = paper.core_properties
    about.author = about.last_modified_by = about.comments = ""  # who saved the template in Word
    about.created = about.modified = content.made_at.astimezone(UTC).replace(tzinfo=None)
    out = io.BytesIO()
    paper.save(out)
    return out.getvalue()


def _environment(tools: Tools, names: Names) -> Environment:
    """Return the template's environment, which escapes what people wrote."""
    environment = Environment(autoescape=True, undefined=StrictUndefined)
    filters: dict[str, Any] = {
        "area": names.area,
        "category": names.category,
        "date": lambda day: f"{day:%d/%m/%Y}",
        "figure": lambda days: "–" if days is None else str(days),
        "listed": lambda texts: names.written(", ".join(texts)),
        "moment": tools.texts.moment,
        "why": names.why,
        "written": names.written,
    }
    environment.filters |= filters
    return environment


def _office(content: Content, tools: Tools, names: Names, issuer: str | None) -> dict[str, Any]:
    """Return the values of the report's head: issuer, place, date and scope."""
    agency = tools.city.agency(issuer)
    day = content.made_at.astimezone(tools.zone)
    return {
        "superior": names.written(agency.superior) if agency else BLANK,
        "agency": names.written(agency.name) if agency else f"{BLANK}………",
        "place": _place(tools.city, issuer) or "……………",
        "month": f"{day:%m}" if day.month < 3 else day.month,  # so that it cannot be 11 or 12
        "year": day.year,
        "span": names.span(content),
        "before": days_words(content.before, tools),
        "scope": names.scope(content, LONGEST_SCOPE),
        "part": Cycler(*NUMBERS),
    }


def _figures(content: Content, names: Names) -> dict[str, Any]:
    """Return the digest's figures, and the rows of its tables."""
    targets = rows.targets(content, names)
    return {move: content.came_to(move) for move in rows.MOVES} | {
        "content": content,
        "overdue": content.listed("overdue"),
        "counts": [*rows.overview(content, names), *rows.standing(content, names)],
        "cases": rows.cases(content, names)[:MOST_CASES],
        "listed": sum(listing.first for listing in content.listings),
        "agencies": rows.agencies(content, names),
        "areas": rows.areas(content, names),
        "targets": [row for row in targets if row.as_of or row.late][:MOST_CASES],
        "clusters": content.clusters[:MOST_CLUSTERS],
        "metres": int(GRID),
        "least": GATHER,
    }


def _place(city: City, issuer: str | None) -> str:
    """Return the place written above a document: the unit's name alone (II.4)."""
    agency = city.agency(issuer)
    if agency is None:
        return ""
    unit = city.area_name(agency.area) or city.province
    return unit.split(" ", 1)[-1]
