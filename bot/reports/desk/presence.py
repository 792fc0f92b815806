"""The persons who have a case open in a browser now; a hint, kept by the process alone."""

from datetime import datetime, timedelta

FRESH = timedelta(seconds=40)
"""So long after a page last asked it counts as open; it asks every fifteen seconds."""
MOST = 1000
"""Cases that are remembered before those nobody looks at are dropped."""


class Presence:
    """The persons on each case, with the moment at which their page last asked."""

    def __init__(self) -> None:
        self._seen: dict[str, dict[int, datetime]] = {}

    def others(self, code: str, person_id: int, now: datetime) -> list[int]:
        """Note that a person has a case open, and return who else has."""
        seen = self._fresh(self._seen.get(code, {}), now)
        if len(self._seen) > MOST:
            self._seen = {key: row for key, row in self._seen.items() if self._fresh(row, now)}
        self._seen[code] = {**seen, person_id: now}
        return [number for number in seen if number != person_id]

    @staticmethod
    def _fresh(seen: dict[int, datetime], now: datetime) -> dict[int, datetime]:
        return {number: at for number, at in seen.items() if now - at < FRESH}
