"""The state of a target follows by rule: a grid of plans, statements and dates."""

from datetime import date, timedelta
from typing import get_args

import pytest
from hypothesis import given
from hypothesis import strategies as some

from bot.oversight.rules import Check, Goal, Stated, days_over, standing, tolerance
from knowledge.slots.shape import Bound

DUE = date(2025, 12, 31)
BEFORE, AFTER = date(2025, 6, 30), date(2026, 11, 29)
BOUNDS: list[Bound] = [bound for bound in get_args(Bound) if bound != "words"]


def goal(bound: Bound, low: float, high: float | None = None, falls: bool = False) -> Goal:
    return Goal(DUE, low, low if high is None else high, bound, falls)


def state(goal: Goal, *values: float, on: date = AFTER) -> str:
    days = [BEFORE - timedelta(days=30 * n) for n in reversed(range(len(values)))]
    rows = [Stated(day, value) for day, value in zip(days, values, strict=True)]
    return standing(goal, rows, (), on).state


@pytest.mark.parametrize(
    ("promised", "reached", "missed"),
    [
        (goal("exactly", 90), (90, 95), (89.9, 0)),
        (goal("at_least", 90), (90, 95), (89.9,)),
        (goal("over", 12), (12.1,), (12, 11)),
        (goal("about", 80), (76, 80, 85), (75.9, 60)),
        (goal("about", 29.1), (29.05, 29.1, 30), (29.04, 28)),
        (goal("range", 6, 8), (6, 7, 8, 9), (5.9,)),
        (goal("at_most", 5), (5, 4), (5.1,)),
        (goal("under", 5), (4.9,), (5, 6)),
        (goal("exactly", 5, falls=True), (5, 2), (5.1,)),
        (goal("about", 80, falls=True), (84, 70), (84.1,)),
        (goal("range", 6, 8, falls=True), (8, 5), (8.1,)),
    ],
)
def test_bounds_count_as_the_plan_words_them(
    promised: Goal, reached: tuple[float, ...], missed: tuple[float, ...]
) -> None:
    assert [state(promised, value) for value in reached] == ["reached"] * len(reached)
    assert [state(promised, value) for value in missed] == ["not_reached"] * len(missed)
    assert [state(promised, value, on=DUE) for value in missed] == ["on_course"] * len(missed)


def test_the_last_day_still_belongs_to_the_period() -> None:
    assert state(goal("exactly", 90), 50, on=DUE) == "on_course"
    assert state(goal("exactly", 90), 50, on=DUE + timedelta(days=1)) == "not_reached"
    assert days_over(DUE, AFTER) == 333


@pytest.mark.parametrize(("step", "before", "after"), [
    ("done", "reached", "reached"),
    ("going", "on_course", "not_reached"),
    ("none", "on_course", "not_reached"),
])  # fmt: skip
def test_what_is_set_in_words_is_stated_by_steps(step: str, before: str, after: str) -> None:
    rows = [Stated(BEFORE, step=step)]
    assert standing(Goal(DUE), rows, (), DUE).state == before
    assert standing(Goal(DUE), rows, (), AFTER).state == after


def test_the_straight_line_begins_at_the_first_stated_value() -> None:
    first = Stated(date(2025, 1, 1), 60)
    promised = goal("exactly", 90)
    halfway = date(2025, 7, 2)  # 182 of the 364 days
    for value, expected in ((75.0, "on_course"), (74.9, "behind"), (90.0, "reached")):
        judged = standing(promised, [first, Stated(halfway, value)], (), halfway)
        assert judged.state == expected
    judged = standing(promised, [first, Stated(halfway, 70)], (), halfway)
    assert (judged.first, judged.expected) == (first, 75.0)


def test_a_day_stated_again_is_no_second_statement() -> None:
    """A figure that was mended says nothing of the course."""
    twice = [Stated(BEFORE, 60), Stated(BEFORE, 50)]
    judged = standing(goal("exactly", 90), twice, (), BEFORE)
    assert (judged.state, judged.first) == ("on_course", None)


def test_an_older_figure_that_is_added_is_not_what_counts() -> None:
    rows = [Stated(date(2025, 1, 1), 60, id=1), Stated(date(2025, 7, 2), 62, id=2)]
    older = Stated(date(2024, 12, 1), 40, id=3)
    judged = standing(goal("exactly", 90), [*rows, older], (), BEFORE)
    assert (judged.state, judged.latest, judged.first) == ("behind", rows[1], older)


def test_a_wrong_later_day_is_mended_by_a_statement_instead_of_it() -> None:
    wrong, right = Stated(date(2025, 7, 2), 95, id=1), Stated(BEFORE, 60, id=2, instead=1)
    assert standing(goal("exactly", 90), [wrong, right], (), BEFORE).latest == right
    check = (Check("no", "mttq", 1),)
    same = Stated(BEFORE, 95, id=2, instead=1)  # who mends the day alone has not mended the figure
    assert standing(goal("exactly", 90), [wrong, same], check, BEFORE).state == "contested"


def test_what_fell_back_is_behind() -> None:
    rows = [Stated(date(2025, 1, 1), 95), Stated(BEFORE, 85)]
    assert standing(goal("exactly", 90), rows, (), BEFORE).state == "behind"


FIRST, SECOND = 1, 2
"""The ids of statements."""


def judged(*values: float, seen: tuple[Check, ...] = (), disputed: bool = False) -> str:
    """The state after these statements, with the ids 1, 2, …."""
    rows = [Stated(BEFORE, value, id=at) for at, value in enumerate(values, 1)]
    return standing(goal("exactly", 90), rows, seen, AFTER, disputed=disputed).state


@pytest.mark.parametrize("result", ["no", "part"])
def test_a_check_against_it_contests_what_it_is_about(result: str) -> None:
    for value in (50, 95):
        assert judged(value, seen=(Check(result, "mttq", FIRST),)) == "contested"


def test_who_mends_a_figure_is_contested_no_more_and_who_repeats_it_is() -> None:
    check = (Check("no", "mttq", FIRST),)
    assert judged(95, 60, seen=check) == "not_reached"
    assert judged(95, 95, seen=check) == "contested"
    assert judged(95, 95, seen=(*check, Check("yes", "mttq", SECOND))) == "reached"
    assert judged(95, 60, 95, seen=check) == "contested"  # what was found wrong is stated again


def test_of_each_office_the_last_check_counts() -> None:
    no, yes = Check("no", "mttq", FIRST), Check("yes", "mttq", FIRST)
    assert judged(95, seen=(no, yes)) == "reached"
    assert judged(95, seen=(yes, Check("no", "other", FIRST))) == "contested"


def test_a_check_before_any_statement_contests_none_later() -> None:
    assert judged(95, seen=(Check("no", "mttq", None),)) == "reached"


def test_an_open_dispute_counts_whatever_is_stated_later() -> None:
    assert judged(95, disputed=True) == "contested"
    assert judged(50, 95, disputed=True) == "contested"


def test_nothing_stated_is_not_stated_whatever_was_seen() -> None:
    seen = (Check("no", "mttq", None),)
    assert standing(goal("exactly", 90), (), seen, AFTER, disputed=True).state == "not_stated"


def test_it_is_reached_on_the_first_day_that_stands() -> None:
    promised, late = goal("exactly", 90), DUE + timedelta(days=40)
    rows = [Stated(DUE, 95), Stated(late, 96)]
    assert standing(promised, rows, (), AFTER).met == DUE
    mended = [Stated(DUE, 95), Stated(DUE, 80), Stated(late, 96)]
    assert standing(promised, mended, (), AFTER).met == late
    assert standing(promised, mended[:2], (), AFTER).met is None


figures = some.decimals(min_value="0.1", max_value=5000, places=1).map(float)
days = some.dates(min_value=date(2021, 1, 1), max_value=date(2030, 12, 31))
results = some.sampled_from(["yes", "part", "no"])
goals = some.builds(
    lambda bound, ends, falls, due: Goal(due, min(ends), max(ends), bound, falls),
    some.sampled_from(BOUNDS),
    some.tuples(figures, figures),
    some.booleans(),
    days,
)
statements = some.lists(some.builds(Stated, days, figures), max_size=5)
abouts = some.sampled_from([None, 0, 1, 2])
checks = some.lists(some.builds(Check, results, some.sampled_from("ab"), abouts), max_size=4)


@given(goals, statements, checks, days)
def test_every_state_has_its_reason(
    promised: Goal, rows: list[Stated], seen: list[Check], today: date
) -> None:
    rows = [Stated(row.as_of, row.value, id=at) for at, row in enumerate(rows)]
    judged = standing(promised, rows, seen, today)
    assert (judged.state == "not_stated") == (not rows)
    if not rows:
        return
    latest = max(rows, key=lambda row: (row.as_of, row.id))
    assert judged.latest == latest and latest.value is not None
    same = [row.id for row in rows if row.value == latest.value]
    counted = [check for check in seen if check.about in same]
    against = any(
        check.result != "yes" and not any(later.by == check.by for later in counted[place + 1 :])
        for place, check in enumerate(counted)
    )
    assert (judged.state == "contested") == against
    if against:
        return
    met = promised.is_met(latest.value)
    assert (judged.state == "reached") == met
    if not met:
        assert (judged.state == "not_reached") == (today > promised.due)
    if judged.state == "behind":
        assert judged.first is not None and judged.expected is not None
        assert judged.first.as_of < latest.as_of
        short = judged.expected - latest.value
        assert short < 0 if promised.downward else short > 0


@given(goals, figures, figures)
def test_more_of_what_is_wanted_never_makes_it_worse(
    promised: Goal, one: float, other: float
) -> None:
    better, worse = (min, max) if promised.downward else (max, min)
    if promised.is_met(worse(one, other)):
        assert promised.is_met(better(one, other))


@given(figures)
def test_about_is_never_far_away(figure: float) -> None:
    assert 0 < float(tolerance(figure)) <= figure * 0.05 + 1e-9
