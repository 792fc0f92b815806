"""How often an item of a plan was the answer: counted by day, and by all who count at once."""

import asyncio
from datetime import date, timedelta

from bot.questions import count_queries as question_counts
from bot.questions.count_queries import ItemCount
from db.engine import Database

DAY = date(2026, 11, 22)


async def test_those_who_count_at_once_all_count(database: Database) -> None:
    def count_twice(number: int) -> None:
        items = [("p", f"III.{batch}") for batch in range(3)]
        some = items if number % 2 else items[::-1]
        with database.transaction() as session:
            for batch in (some, some[:1]):
                question_counts.count_items(session, DAY, dict.fromkeys(batch, 2))

    await asyncio.gather(*(asyncio.to_thread(count_twice, number) for number in range(20)))
    with database.reading() as session:
        most_asked = question_counts.items_asked(session, DAY, DAY, 2)
    assert most_asked == [ItemCount("p", "III.0", 60), ItemCount("p", "III.2", 60)]


async def test_days_are_told_apart_and_plans_too(database: Database) -> None:
    with database.transaction() as session:
        question_counts.count_items(session, DAY, {})
        for days, plan in ((0, "p"), (1, "p"), (1, "q"), (2, "p"), (3, "p")):
            day = DAY + timedelta(days=days)
            question_counts.count_items(session, day, {(plan, "III.1"): 1 + days})
    with database.reading() as session:
        first, last = DAY + timedelta(days=1), DAY + timedelta(days=2)
        items = question_counts.items_asked(session, first, last, 9)
    assert items == [ItemCount("p", "III.1", 5), ItemCount("q", "III.1", 2)]
