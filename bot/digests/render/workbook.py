"""A digest as a workbook for an office, with a sheet for each table."""

import io
from collections.abc import Iterable

from xlsxwriter import Workbook
from xlsxwriter.utility import xl_col_to_name

from bot.core.turn import Tools
from bot.digests.content import Compared, Content, OpenBefore
from bot.digests.render import rows
from bot.digests.render.map_picture import GRID
from bot.digests.render.rows import Names
from bot.digests.render.sheets import Book, Column, Formula, Sheet, Table, Value, difference, share

LONGEST_CELL = 500
"""Characters of a text in a cell."""


def write(content: Content, tools: Tools) -> bytes:
    """Return the workbook's bytes."""
    out = io.BytesIO()
    names = Names(tools, LONGEST_CELL)
    with Workbook(out, {"in_memory": True}) as book:
        created = content.made_at.replace(tzinfo=None)
        book.set_properties({"title": names.title(content), "created": created})
        _Writer(Book(book), content, names).all()
    return out.getvalue()


Columns = tuple[Column, ...]
Lines = list[list[Value]]

# A column's heading is here its name in forms.html.
_COMPARED = (
    Column("now", 12, "number", True),
    Column("before", 12, "number", True),
    Column("change", 14, "change", True),
)
_STANDING = (
    Column("now_open", 12, "number", True),
    Column("then", 12, "number", True),
    Column("change", 14, "change", True),
)
_SPEED = (
    Column("answered", 12, "number", True),
    Column("due", 12, "number", True),
    Column("in_time", 12, "number", True),
    Column("share", 12, "share"),
    Column("median", 14, "number"),
    Column("ninetieth", 16, "number"),
)
_CASES = (
    Column("code", 13), Column("urgent", 7), Column("why", 15), Column("days", 12, "number"),
    Column("deadline", 12, "day"), Column("category", 22), Column("place", 32),
    Column("area", 16), Column("agency", 20), Column("status", 14), Column("also", 15),
)  # fmt: skip


class _Writer:
    """Write the sheets of one digest; empty ones are left out."""

    def __init__(self, book: Book, content: Content, names: Names) -> None:
        self._book, self._content, self._names = book, content, names
        self._then = content.then or OpenBefore({}, {}, {}, {})

    def all(self) -> None:
        """Write every sheet, in order."""
        self._overview()
        self._cases()
        self._agencies()
        self._areas()
        self._categories()
        self._items()
        self._targets()
        self._questions()
        self._places()

    def _sheet(self, name: str, note: str = "") -> Sheet:
        names, content = self._names, self._content
        label = names.label(f"sheet_{name}")
        seal = names.label("seal", head=content.head)
        about = f"{names.scope(content)}. {names.made_at(content)}. {names.compared(content)}{seal}"
        footer = names.label("footer")
        return self._book.sheet(label, (f"{label} · {names.title(content)}", about, note), footer)

    def _only(self, name: str, columns: Columns, lines: Lines, note: str = "") -> None:
        if lines:
            self._sheet(name, note).only(self._table(columns, lines))

    def _table(self, columns: Iterable[Column], lines: Lines) -> Table:
        headed = tuple(
            column._replace(heading=self._names.label(f"head_{column.heading}"))
            for column in columns
        )
        total = self._names.label("total") if any(column.total for column in headed) else ""
        return Table(headed, lines, total)

    def _overview(self) -> None:
        sheet, label = self._sheet("overview"), self._names.label
        columns = (Column("what", 52), *(column._replace(total=False) for column in _COMPARED))
        lines: Lines = [
            [name, *_compared("B", "C", count)]
            for name, count in rows.overview(self._content, self._names)
        ]
        sheet.part(label("part_counts"), self._table(columns, lines))
        if self._content.open or self._then.open:
            sheet.part(label("part_open"), self._open())
        if self._content.listings or self._content.gone:
            sheet.part(label("part_listed"), self._listed())

    def _open(self) -> Table:
        """Return the open reports by status, now and before."""
        first, *further = _STANDING
        if self._content.is_past:
            first = first._replace(heading="end_open")
        columns = (Column("status", 52), first, *further)
        now, past = self._content.open, self._then.open
        counts = {key: Compared(now.get(key, 0), past.get(key, 0)) for key in (*now, *past)}
        lines: Lines = [
            [self._names.status(key), *_compared("B", "C", count)] for key, count in counts.items()
        ]
        return self._table(*self._without_past(columns, lines))

    def _without_past(self, columns: Columns, lines: Lines) -> tuple[Columns, Lines]:
        """Drop the last two columns, of the past figures, where these are unknown."""
        if self._content.then is not None:
            return columns, lines
        return columns[:-2], [line[:-2] for line in lines]

    def _listed(self) -> Table:
        """Return the reasons for listing, with a formula that counts the rows of the next sheet."""
        columns = (
            Column("why", 52), Column("all", 12, "number"),
            Column("first", 12, "number", True), Column("listed", 14, "number", True),
            Column("then", 12, "number"), Column("change", 14, "change"),
        )  # fmt: skip
        place = xl_col_to_name([column.heading for column in _CASES].index("why"), True)
        source = f"'{self._names.label('sheet_cases')}'!{place}:{place}"
        cases = any(listing.cases for listing in self._content.listings)
        lines: Lines = [
            [
                self._names.why(listing.why),
                listing.count,
                listing.first,
                Formula(f"=COUNTIF({source},A{{row}})", len(listing.cases)) if cases else 0,
                *self._was(listing.why),
            ]
            for listing in self._content.listings
        ]
        lines += [[self._names.why(why), 0, 0, 0, *self._was(why)] for why in self._content.gone]
        return self._table(*self._without_past(columns, lines))

    def _was(self, why: str) -> list[Value]:
        """Return how many reports had a reason before the period, and the difference to now."""
        count = self._content.listed(why)
        return [count.before, difference("B", "E", count.now - count.before)]

    def _cases(self) -> None:
        lines: Lines = [
            [self._names.label("yes") if value is True else "" if value is False else value
             for value in row._asdict().values()]
            for row in rows.cases(self._content, self._names)
        ]  # fmt: skip
        self._only("cases", _CASES, lines, self._names.label("note_cases"))

    def _agencies(self) -> None:
        columns = (
            Column("agency", 36), Column("open", 12, "number", True),
            Column("overdue", 12, "number", True), *_SPEED,
            Column("open_then", 14, "number", True), Column("overdue_then", 14, "number", True),
        )  # fmt: skip
        lines: Lines = [
            [
                row.name,
                row.open,
                row.overdue,
                *_speed("E", "F", row),
                row.open_then,
                row.overdue_then,
            ]
            for row in rows.agencies(self._content, self._names)
        ]
        self._only("agencies", *self._without_past(columns, lines))

    def _areas(self) -> None:
        lines: Lines = [
            [row.name, *_compared("B", "C", row.received), *_speed("F", "G", row)]
            for row in rows.areas(self._content, self._names)
        ]
        self._only("areas", (Column("area", 30), *_COMPARED, *_SPEED), lines)

    def _categories(self) -> None:
        lines: Lines = [
            [self._names.category(key), *_compared("B", "C", count)]
            for key, count in self._content.categories.items()
        ]
        self._only("categories", (Column("category", 46), *_COMPARED), lines)

    def _items(self) -> None:
        columns = (
            Column("item", 12), Column("topics", 50), Column("reports", 14, "number"),
            Column("done", 12, "number"), Column("done_share", 12, "share"),
        )  # fmt: skip
        lines: Lines = [
            [
                self._names.written(item.id), self._names.written(", ".join(item.topics)),
                item.count, item.done, share("D", "C", item.done, item.count),
            ]
            for item in self._content.items
        ]  # fmt: skip
        self._only("items", columns, lines, self._names.label("note_items"))

    def _targets(self) -> None:
        columns = (
            Column("target", 44), Column("period", 12), Column("planned", 24),
            Column("stated", 16), Column("as_of", 13, "day"), Column("standing", 20),
            Column("late", 10, "number"), Column("agency", 28),
        )  # fmt: skip
        lines: Lines = [[*row] for row in rows.targets(self._content, self._names)]
        count = self._content.targets.all - len(lines)
        self._only("targets", columns, lines, self._names.label("note_targets", count=count))

    def _questions(self) -> None:
        content, names = self._content, self._names
        questions = content.questions
        keys = ("groups", "sent", "answered", "declined", "waiting", "up", "down")
        if not any(getattr(questions, key) for key in keys) and not content.asked_items:
            return
        sheet = self._sheet("questions")
        lines: Lines = [[names.label(f"asked_{key}"), getattr(questions, key)] for key in keys]
        if content.then is not None:
            lines.append([names.label("asked_then"), content.then.questions])
        columns: Columns = (Column("what", 70), Column("number", 12, "number"))
        sheet.part(names.label("part_questions"), self._table(columns, lines))
        if questions.most:
            columns = (Column("question", 70), Column("times", 12, "number"))
            lines = [[names.written(question.text), question.times] for question in questions.most]
            sheet.part(names.label("part_asked"), self._table(columns, lines))
        if content.asked_items:
            columns = (Column("topics", 70), Column("times", 12, "number"),
                       Column("item", 12), Column("plan", 24))  # fmt: skip
            lines = [
                [
                    names.written(", ".join(item.topics)), item.times,
                    names.written(item.item), names.written(item.plan),
                ]
                for item in content.asked_items
            ]  # fmt: skip
            sheet.part(names.label("part_asked_items"), self._table(columns, lines))

    def _places(self) -> None:
        columns = (
            Column("area", 24), Column("latitude", 14, "degrees"),
            Column("longitude", 14, "degrees"), Column("received", 14, "number", True),
            Column("open", 12, "number", True), Column("most", 46),
        )  # fmt: skip
        lines: Lines = [
            [
                self._names.area(cell.area), cell.latitude, cell.longitude, cell.received,
                cell.open, self._names.category(cell.category),
            ]
            for cell in self._content.cells
        ]  # fmt: skip
        note = self._names.label("note_places", metres=int(GRID))
        self._only("places", columns, lines, note)


def _compared(now: str, before: str, count: Compared) -> list[Value]:
    """Return the cells of a count: in the columns `now` and `before`, and the difference."""
    return [count.now, count.before, difference(now, before, count.now - count.before)]


def _speed(due: str, in_time: str, row: rows.AgencyRow | rows.AreaRow) -> list[Value]:
    """Return the cells of the speed of answers; the share in time is of the reports due."""
    part = share(in_time, due, row.in_time, row.due)
    return [row.answered, row.due, row.in_time, part, row.median, row.ninetieth]
