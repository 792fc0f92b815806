"""The clock of the tests."""

from datetime import UTC, datetime, timedelta


class Clock:
    """A clock that stands still until it is told to go on."""

    def __init__(self) -> None:
        self.now = datetime(2026, 11, 23, 1, 0, tzinfo=UTC)  # a Monday, 8:00 in Lai Châu

    def __call__(self) -> datetime:
        return self.now

    def advance(self, **time: float) -> None:
        """Go on by days, hours, minutes, seconds."""
        self.now += timedelta(**time)
