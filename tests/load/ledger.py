"""After the last kill: what the database holds, against what the residents expect of it."""

import json
from collections import Counter
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

from sqlalchemy import RowMapping, text

from db.engine import Database
from tests.load.swarm import Resident, Wanted


class Ledger:
    """Compares; `problems` has one line for each thing that is not as it has to be."""

    def __init__(self, data: Path, url: str) -> None:
        self.problems: list[str] = []
        self._media = data / "media"
        self._database = Database(url)

    def check(self, acknowledged: Iterable[int], residents: Sequence[Resident]) -> None:
        """Compare everything."""
        self._is_whole()
        self._was_handled(acknowledged)
        self._was_sent()
        self._reports_are([wanted for resident in residents for wanted in resident.sent])
        for resident in residents:
            self._consented_once(resident)
            if resident.left:
                self._draft_is_as_left(resident, resident.left)
        self._database.close()

    def count(self, table: str) -> int:
        """Rows of a table."""
        return int(self._one(f"SELECT count(*) FROM {table}"))

    def _is_whole(self) -> None:
        if not self._database.is_sqlite:
            return
        self._expect(self._one("PRAGMA integrity_check"), "ok", "integrity_check")
        self._expect(self._all("PRAGMA foreign_key_check"), [], "foreign_key_check")

    def _was_handled(self, acknowledged: Iterable[int]) -> None:
        stored = {int(row["update_id"]): row for row in self._all("SELECT * FROM inbox")}
        lost = [number for number in acknowledged if number not in stored]
        self._expect(lost, [], "acknowledged updates that are lost")
        undone = [row["error"] for row in stored.values() if row["state"] != "done"]
        self._expect(undone, [], "updates that were not handled")

    def _was_sent(self) -> None:
        left = self._all("SELECT state, error FROM outbox WHERE state != 'sent'")
        self._expect([tuple(row.values()) for row in left], [], "messages that were not sent")

    def _reports_are(self, wanted: Sequence[Wanted]) -> None:
        found = {row["description"]: row for row in self._all("SELECT * FROM report")}
        expected = Counter(each.words for each in wanted)
        actual = Counter(row["description"] for row in self._all("SELECT * FROM report"))
        self._expect(list((expected - actual).elements()), [], "reports lost")
        self._expect(list((actual - expected).elements()), [], "reports doubled, or never sent")
        for each in wanted:
            if each.words in found:
                self._report_is(each, found[each.words])

    def _report_is(self, wanted: Wanted, row: RowMapping) -> None:
        own = (row["place"], row["agency"], row["status"])
        self._expect(own, (wanted.place, wanted.agency, "new"), wanted.words)
        steps = [each["status"] for each in self._of(row, "report_event")]
        self._expect(steps, ["new"], f"{wanted.words} events")
        keys = [each["key"] for each in self._of(row, "photo")]
        self._expect(len(keys), wanted.pictures, f"{wanted.words} pictures")
        self._expect([k for k in keys if not any(self._media.rglob(k))], [], "pictures gone")
        kinds = sorted(each["kind"] for each in self._of(row, "outbox"))
        self._expect(kinds, ["card", "reply"], f"{wanted.words} card and receipt")
        told = self._one(
            "SELECT count(*) FROM outbox WHERE CAST(payload AS TEXT) LIKE :value"
            " AND kind = 'reply'",
            f'%"track:{row["code"]}"%',
        )
        self._expect(told, 1, f"{wanted.words} receipts")

    def _draft_is_as_left(self, resident: Resident, left: Wanted) -> None:
        """The unfinished report holds what was said, and no less than was asked for after it."""
        rows = self._all(
            "SELECT data FROM draft JOIN person ON person.id = person_id"
            " WHERE channel_id = :value AND kind NOT LIKE 'dropped:%'",
            str(resident.me.user.id),
        )
        self._expect(len(rows), 1, f"drafts of {resident.me.user.first_name}")
        for row in rows:
            data = json.loads(row["data"]) if isinstance(row["data"], str) else row["data"]
            self._expect(data["description"], left.words, "a draft's words")
            self._expect(data.get("place") in (None, left.place), True, "a draft's place")
            pictures = len(data.get("photos", ()))
            self._expect(pictures in (0, left.pictures), True, "a draft's pictures")

    def _consented_once(self, resident: Resident) -> None:
        count = self._one(
            "SELECT count(*) FROM consent JOIN person ON person.id = person_id"
            " WHERE channel_id = :value",
            str(resident.me.user.id),
        )
        self._expect(count, 1, "consents")

    def _of(self, report: RowMapping, table: str) -> list[RowMapping]:
        return self._all(f"SELECT * FROM {table} WHERE report_id = :value", report["id"])

    def _expect(self, actual: Any, expected: Any, what: str) -> None:
        if actual != expected:
            self.problems.append(f"{what}: {actual!r}, expected {expected!r}")

    def _all(self, query: str, value: object = None) -> list[RowMapping]:
        with self._database.engine.connect() as connection:
            values = {} if value is None else {"value": value}
            return list(connection.execute(text(query), values).mappings().all())

    def _one(self, query: str, value: object = None) -> Any:
        return next(iter(self._all(query, value)[0].values()))
