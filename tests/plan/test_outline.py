"""Names in buttons and links fit; every item has its own; pages hold everything once."""

import re

from hypothesis import given
from hypothesis import strategies as st

from bot.core.events import BUTTON_DATA_BYTES, START_PAYLOAD, Button
from bot.core.turn import Tools
from bot.plan import outline
from bot.plan.shelf import Shelf

KEYS = st.text(min_size=1, max_size=200)


@given(KEYS, KEYS)
def test_a_name_fits_whatever_the_id(plan: str, key: str) -> None:
    data = f"words:{outline.name_of(plan)}:{outline.name_of(key)}:999999"
    assert len(data.encode()) <= BUTTON_DATA_BYTES
    assert data.count(":") == 3


@given(KEYS, KEYS)
def test_a_payload_is_one_that_a_deep_link_can_carry(tools: Tools, plan: str, key: str) -> None:
    first = tools.knowledge.plans[0]
    item = outline.items_of(first)[0].model_copy(update={"id": key})
    payload = outline.payload_of(item, first.model_copy(update={"id": plan}))
    assert re.fullmatch(START_PAYLOAD, payload)
    assert Button(text="x", start=payload).start == payload


def test_every_item_has_a_payload_of_its_own_that_leads_back(tools: Tools) -> None:
    plan, shelf = tools.knowledge.plans[0], Shelf(tools.knowledge)
    for item in outline.items_of(plan):
        for payload in (outline.payload_of(item), outline.payload_of(item, plan)):
            found = shelf.linked(payload)
            assert found is not None and found[1].id == item.id
    assert outline.payload_of(outline.items_of(plan)[35]) == "muc_III-5-6"


@given(st.integers(0, 100), st.integers(-5, 200), st.integers(1, 12))
def test_pages_hold_everything_once(length: int, number: int, size: int) -> None:
    page = outline.page_of(range(length), number, size)
    assert 0 <= page.number < page.of
    everything = [
        entry
        for page_number in range(page.of)
        for entry in outline.page_of(range(length), page_number, size).entries
    ]
    assert everything == list(range(length))


def test_before_and_after_go_through_the_whole_plan(tools: Tools) -> None:
    plan = tools.knowledge.plans[0]
    items = outline.items_of(plan)
    spots = [outline.spot_of(plan, item) for item in items]
    assert [spot.after and spot.after.id for spot in spots[:-1]] == [i.id for i in items[1:]]
    assert [spot.before and spot.before.id for spot in spots[1:]] == [i.id for i in items[:-1]]
    assert spots[0].before is None and spots[-1].after is None


def test_who_sees_to_what_names_nobody_is_said_in_general(tools: Tools) -> None:
    plan = tools.knowledge.plans[0]
    named, unnamed = outline.find_item(plan, "III.2.4"), outline.find_item(plan, "II.2.2.2")
    assert named is not None and unnamed is not None
    assert outline.general_of(plan, named) is None
    general = outline.general_of(plan, unnamed)
    assert general is not None and general.who == "UBND thành phố"
