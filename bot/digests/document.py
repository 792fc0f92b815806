"""A digest as a report in Word, for an office to sign."""

from __future__ import annotations

import io
from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import Any, NamedTuple

from bot.city import City
from bot.digests import decree, rows
from bot.digests.content import GATHER, Content
from bot.digests.decree import Column, Foot, Head
from bot.digests.map_words import GRID
from bot.digests.names import Names
from bot.digests.period import days_of
from bot.digests.select import Means

MOST_CASES, MOST_CLUSTERS = 25, 10
"""So many are named; the workbook has them all."""
LONGEST = 160
"""Characters of a name or a place."""
WHOLE = 800
"""Characters of what a report is about: it is signed, and nothing of that is left out."""
NUMBERS = ("I", "II", "III", "IV", "V", "VI", "VII", "VIII", "IX")


class Part(NamedTuple):
    """A numbered part: its paragraphs, and a table where there are rows."""

    heading: str
    texts: Sequence[str]
    columns: tuple[Column, ...] = ()
    rows: Sequence[Sequence[str]] = ()


def write(content: Content, means: Means, issuer: str | None) -> bytes:
    """The report's bytes; `issuer` is the office's key in city.yaml, None leaves it to fill in."""
    report = _Report(content, means)
    paper = decree.begin(report.words("about", **report.period), content.made_at)
    decree.head(paper, report.head(issuer))
    decree.text(paper, report.opening())
    for number, part in zip(NUMBERS, report.parts(), strict=False):
        heading = report.words("part", number=number, heading=part.heading.upper())
        decree.heading(paper, heading)
        for text in part.texts:
            decree.text(paper, text)
        if part.rows:
            decree.table(paper, part.columns, part.rows)
    decree.foot(paper, report.foot())
    out = io.BytesIO()
    paper.save(out)
    return out.getvalue()


class _Report:
    """The words and figures of one report."""

    def __init__(self, content: Content, means: Means) -> None:
        self._content, self._means = content, means
        self._names = Names(means, LONGEST)
        days = days_of(content.period, means.zone)
        self.period = {"kind": days.kind, "days": self._names.days(content.period)}

    def words(self, name: str, /, **values: Any) -> str:
        """A block of document.html."""
        return self._means.texts.plain(f"document.{name}", **values)

    def head(self, issuer: str | None) -> Head:
        """What stands above."""
        agency = self._means.city.agency(issuer)
        if agency is None:
            superior, name = self.words("unknown_superior"), self.words("unknown_agency")
        else:
            superior, name = agency.superior, agency.name
        place, day = _place(self._means.city, issuer), self._content.made_at
        return Head(
            state=self.words("state"),
            motto=self.words("motto"),
            superior=self._names.written(superior),
            agency=self._names.written(name),
            number=self.words("number"),
            place_and_day=self.words("place_and_day", place=place, day=self._local(day)),
            kind=self.words("kind"),
            about=self.words("about", **self.period),
        )

    def foot(self) -> Foot:
        """What stands below, for whoever signs to fill in."""
        return Foot(
            recipients_title=self.words("recipients_title"),
            recipients=tuple(self.words("recipients").split("\n")),
            position=self.words("position"),
            name=self.words("signer"),
        )

    def opening(self) -> str:
        """What the report is about, and as of when."""
        scope = self._names.scope(self._content, WHOLE)
        before = self._names.days(self._content.before)
        return self.words("opening", content=self._content, scope=scope, before=before)

    def parts(self) -> Iterator[Part]:
        """Every part that has something to say."""
        yield self._counts()
        if self._content.listings:
            yield self._cases()
        if found := rows.agencies(self._content, self._names):
            yield self._agencies(found)
        if local := rows.areas(self._content, self._names):
            yield self._areas(local)
        if self._content.clusters:
            yield self._clusters()
        if self._content.items:
            yield self._items()
        yield from self._questions()
        yield Part(self.words("proposals_heading"), [self.words("proposals")] * 2)

    def _counts(self) -> Part:
        columns = self._columns(what=8.5, now=-2.4, before=-2.4, change=-2.7)
        lines = [
            (name, str(count.now), str(count.before), count.change)
            for name, count in (
                *rows.overview(self._content, self._names),
                *rows.standing(self._content, self._names),
            )
        ]
        return self._part("counts", columns, lines)

    def _cases(self) -> Part:
        columns = self._columns(code=2.8, category=4.7, agency=2.8, why=3.2, deadline=2.5)
        found = rows.cases(self._content, self._names)
        shown = found[:MOST_CASES]
        lines = [
            (
                row.code, f"{row.category}: {row.place}" if row.place else row.category,
                row.agency, self.words("case_why", row=row), f"{row.deadline:%d/%m/%Y}",
            )
            for row in shown
        ]  # fmt: skip
        every = sum(listing.first for listing in self._content.listings)
        texts = [self.words("cases", content=self._content, names=self._names)]
        if shown:
            texts.append(self.words("cases_first", shown=len(shown), all=every))
        return Part(self.words("cases_heading"), texts, columns, lines)

    def _agencies(self, found: list[rows.AgencyRow]) -> Part:
        columns = self._columns(
            agency=4.6, open=-1.7, overdue=-1.7, answered=-2.0, in_time=-1.8, median=-2.1,
            ninetieth=-2.1,
        )  # fmt: skip
        lines = [
            (
                row.name, str(row.open), str(row.overdue), str(row.answered), str(row.in_time),
                _or_none(row.median), _or_none(row.ninetieth),
            )
            for row in found
        ]  # fmt: skip
        if len(found) > 1:
            sums = [
                str(sum(getattr(row, key) for row in found))
                for key in ("open", "overdue", "answered", "in_time")
            ]
            lines.append((self.words("total"), sums[0], sums[1], sums[2], sums[3], "", ""))
        return self._part("agencies", columns, lines)

    def _areas(self, found: list[rows.AreaRow]) -> Part:
        columns = self._columns(
            area=4.4, received=-2.0, before=-2.0, answered=-2.0, in_time=-1.8, median=-1.9,
            ninetieth=-1.9,
        )  # fmt: skip
        lines = [
            (
                row.name, str(row.received.now), str(row.received.before), str(row.answered),
                str(row.in_time), _or_none(row.median), _or_none(row.ninetieth),
            )
            for row in found
        ]  # fmt: skip
        return Part(self.words("areas_heading"), (), columns, lines)

    def _clusters(self) -> Part:
        columns = self._columns(where=5.2, received=-2.4, open=-2.4, most=6.0)
        shown = self._content.clusters[:MOST_CLUSTERS]
        lines = [
            (
                self.words("cluster_where", number=number, area=self._area(cell.area)),
                str(cell.received), str(cell.open), self._names.category(cell.category),
            )
            for number, cell in enumerate(shown, start=1)
        ]  # fmt: skip
        counts = {"count": len(self._content.clusters), "shown": len(shown)}
        text = self.words("clusters", metres=int(GRID), least=GATHER, **counts)
        return Part(self.words("clusters_heading"), [text], columns, lines)

    def _items(self) -> Part:
        columns = self._columns(item=2.2, topics=9.0, reports=-2.4, done=-2.4)
        written = self._names.written
        lines = [
            (written(item.id), written(", ".join(item.topics)), str(item.count), str(item.done))
            for item in self._content.items
        ]
        return self._part("items", columns, lines)

    def _questions(self) -> Iterator[Part]:
        """None where nobody asked."""
        asked, texts = self._content.questions, []
        if self._content.unanswered is not None:
            texts.append(self.words("unanswered", content=self._content))
        if asked.passed_on:
            texts.append(self.words("questions", asked=asked, then=self._content.then))
        if asked.up or asked.down:
            texts.append(self.words("thumbs", asked=asked))
        if texts:
            columns = self._columns(question=12.6, times=-3.0)
            lines = [(self._names.written(one.text), str(one.times)) for one in asked.most]
            yield Part(self.words("questions_heading"), texts, columns, lines)

    def _part(self, name: str, columns: tuple[Column, ...], lines: Sequence[Sequence[str]]) -> Part:
        text = self.words(name, content=self._content)
        return Part(self.words(f"{name}_heading"), text.split("\n"), columns, lines)

    def _columns(self, **widths: float) -> tuple[Column, ...]:
        """Columns by their width in centimetres; a negative one is of figures."""
        return tuple(
            Column(self.words(f"head_{name}"), abs(width), width < 0)
            for name, width in widths.items()
        )

    def _area(self, key: str | None) -> str:
        return self._names.area(key) if key else ""

    def _local(self, moment: datetime) -> datetime:
        return moment.astimezone(self._means.zone)


def _place(city: City, issuer: str | None) -> str:
    """Where an office is, as it is written above a document: the unit's name alone (II.4)."""
    agency = city.agency(issuer)
    if agency is None:
        return ""
    unit = city.area_name(agency.area) or city.province
    return unit.split(" ", 1)[-1]


def _or_none(days: int | None) -> str:
    return "–" if days is None else str(days)
