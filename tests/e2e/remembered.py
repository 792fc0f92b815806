"""What the city remembers, looked up in the database beside the process."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import timedelta
from typing import TypeVar

from sqlmodel import SQLModel, select

from db.engine import Database
from db.models import Inbox, Outbox, Photo, Report, ReportEvent, Subscription

Row = TypeVar("Row", bound=SQLModel)
A_WEEK = timedelta(days=7)


@contextmanager
def opened(url: str) -> Iterator[Database]:
    """The database, for a moment."""
    database = Database(url)
    yield database
    database.close()


async def every(url: str, model: type[Row]) -> list[Row]:
    """All rows of a table, in the order they were made."""
    with opened(url) as database, database.reading() as session:
        return list(session.exec(select(model).order_by("id")).all())


async def a_week_passes(url: str) -> None:
    """Everything reported, done and subscribed to was so a week earlier."""
    with opened(url) as database, database.transaction() as session:
        for report in session.exec(select(Report)).all():
            report.created_at -= A_WEEK
            report.deadline_at -= A_WEEK
            report.ended_at = report.ended_at and report.ended_at - A_WEEK
        for event in session.exec(select(ReportEvent)).all():
            event.at -= A_WEEK
        for subscription in session.exec(select(Subscription)).all():
            subscription.created_at -= A_WEEK


@dataclass(frozen=True, order=True)
class Sent:
    """A report as its sender would recognise it."""

    description: str
    place: str
    category: str
    pictures: int
    steps: tuple[str, ...]


async def reports_in(url: str) -> list[Sent]:
    """Every report, with how many pictures it has and the steps it has gone."""
    photos, events = await every(url, Photo), await every(url, ReportEvent)
    return sorted(
        Sent(
            report.description,
            report.place,
            report.category,
            sum(photo.report_id == report.id and photo.event_id is None for photo in photos),
            tuple(event.action for event in events if event.report_id == report.id),
        )
        for report in await every(url, Report)
    )


async def is_finished(url: str) -> None:
    """Fail unless all that arrived was handled and all that was to be sent was sent."""
    arrived, going = await every(url, Inbox), await every(url, Outbox)
    assert {row.state for row in arrived} == {"done"}, [row.error for row in arrived if row.error]
    assert {row.state for row in going} == {"sent"}, [row.error for row in going if row.error]
