"""A receipt's hash, as it is pasted, read out, or copied by hand beside the code."""

import pytest

from bot.reports.tracking.receipts import marks_in

FOURS = "42ce b9f1 d48a c941"


@pytest.mark.parametrize("code", ["LC-TN424C", "lc-tn424c", "LC-ABCDEF", "LC-7K2M9X", "TN424C"])
def test_the_end_of_a_code_is_no_part_of_the_hash_beside_it(code: str) -> None:
    assert marks_in(f"{code} {FOURS}") == ["42ceb9f1d48ac941"]
    assert marks_in(f"{FOURS} {code}") == ["42ceb9f1d48ac941"]
    assert marks_in(f"{code}: {FOURS.replace(' ', '-')}.") == ["42ceb9f1d48ac941"]
