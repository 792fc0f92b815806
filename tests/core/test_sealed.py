"""A sealed box is opened by its own key alone."""

import pytest

from bot.core import sealed
from bot.core.events import BUTTON_DATA_BYTES


def test_what_is_locked_is_opened_by_its_key_in_order() -> None:
    empty, secret = sealed.new()
    both = empty.with_part("chặt cây".encode()).with_part(b"2")
    assert both.opened(secret) == ["chặt cây".encode(), b"2"]
    assert empty.opened(secret) == []
    stored = both.model_dump_json()
    assert secret not in stored and "chặt" not in stored and len(set(both.parts)) == 2


@pytest.mark.parametrize("key", ["", "x", "ổ", "A" * 43, "A" * 4000])
def test_what_is_no_key_opens_nothing(key: str) -> None:
    with pytest.raises(sealed.WrongKey):
        sealed.new()[0].with_part(b"1").opened(key)


def test_neither_another_key_nor_the_public_one_opens_it() -> None:
    locked, (_, wrong_key) = sealed.new()[0].with_part(b"1"), sealed.new()
    for key in (wrong_key, locked.key):
        with pytest.raises(sealed.WrongKey):
            locked.opened(key)


def test_a_button_has_room_for_a_key() -> None:
    assert len(f"offer:01234567:{sealed.new()[1]}") <= BUTTON_DATA_BYTES
