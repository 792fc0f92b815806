"""Keys of Telex and VNI that make up most of a text are undone; a few may be something else."""

import pytest

from knowledge.vietnamese.keys import undone


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("coongr chowj, phuwowngf Taan Phong", "cổng chợ, phường Tân Phong"),
        ("d9u7o7ng2 Tra62n Phu1 d9o63 d9a61t", "đường Trần Phú đổ đất"),
        ("chung cư A5", "chung cư A5"),
        ("cây đổ gachj ra đường trước cổng", "cây đổ gachj ra đường trước cổng"),
    ],
)
def test_only_where_most_words_are_keys(typed: str, meant: str) -> None:
    assert undone(typed) == meant
