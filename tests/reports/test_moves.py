"""The state machine: every status, every move and every role, against the table people read."""

import pytest

from bot.city.city import load_city
from bot.core.turn import Tools
from bot.people.roles import Actor, actor_of
from bot.reports.moves import EVERY, MOVES, enough, refusal
from db.models import Chat, Person, Report
from tests.clock import Clock
from tests.reports.moves_page import PAGE, page

OWN, OTHER, REPORTER = "ubnd_tan_phong", "ubnd_doan_ket", 1


def written() -> dict[str, dict[str, str]]:
    """Return the page's first table: for each move, the cells by their columns."""
    table = PAGE.read_text(encoding="utf-8").split("\n| ", 1)[1].split("\n\n")[0]
    lines = f"| {table}".splitlines()
    head, _, *rows = [[cell.strip() for cell in line.strip("|").split("|")] for line in lines]
    return {row[0]: dict(zip(head[1:], row[1:], strict=True)) for row in rows}


WRITTEN = written()


def someone(number: int, role: str = "resident", agency: str | None = None) -> Person:
    return Person(id=number, channel="t", channel_id=str(number), role=role, agency=agency,
                  created_at=Clock().now)  # fmt: skip


def chat(role: str | None = None, agency: str | None = None, private: bool = False) -> Chat:
    return Chat(id=9, channel="t", channel_id="9", private=private, role=role, agency=agency,
                created_at=Clock().now)  # fmt: skip


def acting(person: Person, where: Chat) -> Actor:
    return actor_of(person, where, CITY)


CITY = load_city()
PRIVATE = chat(private=True)
WHO: dict[str, tuple[Actor, set[str]]] = {
    "the reporter": (acting(someone(REPORTER), PRIVATE), {"reporter"}),
    "another resident": (acting(someone(2), PRIVATE), set()),
    "an official of it": (acting(someone(3, "official", OWN), PRIVATE), {"agency"}),
    "an official of another": (acting(someone(4, "official", OTHER), PRIVATE), set()),
    "an official of every agency": (acting(someone(5, "official"), PRIVATE), {"agency"}),
    "the overseer": (acting(someone(6, "overseer", "mttq_tinh"), PRIVATE), {"overseer"}),
    "the overseer of the area": (
        acting(someone(6, "overseer", "mttq_tan_phong"), PRIVATE), {"overseer"},
    ),
    "the overseer of another area": (
        acting(someone(6, "overseer", "mttq_doan_ket"), PRIVATE), set(),
    ),
    "the overseer in the agency's group": (
        acting(someone(6, "overseer", "mttq_tinh"), chat("official", OWN)), set(),
    ),
    "an official of every agency in its group": (
        acting(someone(5, "official"), chat("official", OWN)), {"agency"},
    ),
    "an official of it in a group of every agency": (
        acting(someone(3, "official", OWN), chat("official")), {"agency"},
    ),
    "the overseer of all in the group of another area's": (
        acting(someone(6, "overseer", "mttq_tinh"), chat("overseer", "mttq_doan_ket")), set(),
    ),
    "the overseer of the area in the group of all": (
        acting(someone(6, "overseer", "mttq_tan_phong"), chat("overseer", "mttq_tinh")),
        {"overseer"},
    ),
    "the overseer of another area in the group of all": (
        acting(someone(6, "overseer", "mttq_doan_ket"), chat("overseer", "mttq_tinh")), set(),
    ),
    "an admin in its group": (acting(someone(7, "admin"), chat("official", OWN)), set()),
    "a clerk in its group": (acting(someone(8, "clerk"), chat("official", OWN)), {"agency"}),
    "the admin": (acting(someone(7, "admin"), PRIVATE), set()),
    "a resident in its group": (acting(someone(8), chat("official", OWN)), {"agency"}),
    "a resident in another's group": (acting(someone(8), chat("official", OTHER)), set()),
    "a resident in the overseer's group": (acting(someone(8), chat("overseer")), {"overseer"}),
    "an official of it among residents": (acting(someone(3, "official", OWN), chat()), set()),
    "the overseer among residents": (acting(someone(6, "overseer"), chat()), set()),
    "an official of another in its group": (
        acting(someone(4, "official", OTHER), chat("official", OWN)), set(),
    ),
    "the reporter as an official of it": (
        acting(someone(REPORTER, "official", OWN), PRIVATE), {"reporter", "agency"},
    ),
}  # fmt: skip
"""Who presses, and whose moves they can make."""


def report(status: str, held: str | None = None) -> Report:
    now = Clock().now
    return Report(code="LC-2222AA", person_id=REPORTER, category="cay_chet", description="x",
                  agency=OWN, area="tan_phong", receipt="", created_at=now, deadline_at=now,
                  status=status, held=held)  # fmt: skip


def test_the_page_has_the_tables_of_the_code() -> None:
    assert PAGE.read_text(encoding="utf-8") == page(), "run python -m tests.reports.moves_page"


def test_the_page_names_every_move_and_every_status() -> None:
    assert set(WRITTEN) == set(MOVES), "a new move needs its row in docs/moves.md"
    for row in WRITTEN.values():
        assert set(row) == {"by", *EVERY}


@pytest.mark.parametrize("move", MOVES)
def test_every_status_and_move_and_role_is_allowed_or_refused(move: str) -> None:
    by = WRITTEN[move]["by"]
    needed = {"agency", "overseer"} if by == "office" else {by}
    for status in EVERY:
        row, allowed = report(status), None if WRITTEN[move][status] else "status"
        for who, (actor, rights) in WHO.items():
            expected = allowed if rights & needed else "right"
            assert refusal(row, move, actor) == expected, (status, who)


@pytest.mark.parametrize("move", MOVES)
def test_every_move_leads_where_the_page_says(move: str) -> None:
    for status in EVERY:
        leads = WRITTEN[move][status]
        assert (status in MOVES[move].before) == bool(leads)
        assert not leads or leads == (MOVES[move].after or "=")


@pytest.mark.parametrize("move", MOVES)
def test_what_is_held_is_only_the_reporters(move: str) -> None:
    for status in EVERY:
        row = report(status, held="coarse")
        for actor, _ in WHO.values():
            why = refusal(row, move, actor)
            own = MOVES[move].by == "reporter" and actor.person_id == REPORTER
            assert own or why == "right"


def test_every_refusal_has_its_sentence(tools: Tools) -> None:
    for who, (actor, _) in WHO.items():
        own, seen = actor.handles(OWN), actor.sees("tan_phong")
        values = {"role": actor.role, "own": own, "seen": seen, "agency": "UBND", "words": ""}
        sentence = tools.texts("handle.not_yours", **values)
        assert "không dành cho anh/chị" in sentence and "thay đổi" in sentence, who


@pytest.mark.parametrize(
    ("words", "photos", "is_enough"),
    [
        ("", 0, False),
        ("xong", 1, False),
        ("đã xử lý xong", 0, False),
        ("Da xu ly xong roi a", 0, False),
        ("đã xử lý xong", 1, True),
        ("đã lập biên bản", 0, True),
        ("trồng lại 2 cây", 0, True),
    ],
)
def test_nothing_is_resolved_without_proof(words: str, photos: int, is_enough: bool) -> None:
    assert enough("resolve", words, photos) is is_enough
