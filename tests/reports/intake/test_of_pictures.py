"""Words about pictures: when they were taken is no time of the matter, a wrong one is asked for."""

import pytest

from tests.reports.reporting import previewed, told
from tests.town import Someone, Town

DATED = "ảnh mới chụp sáng nay ạ"


async def pictured(town: Town, caption: str = "") -> Someone:
    """Somebody who sent two pictures after all was told."""
    an = await previewed(town)
    await an.sends_photos("green", "red", caption=caption)
    return an


async def test_when_pictures_were_taken_is_not_when_it_happened(town: Town) -> None:
    an = await pictured(town, DATED)
    assert "sáng nay" not in an.heard and "sáng nay" not in str(await told(town))
    await an.says(DATED)
    assert "sáng nay" not in str(await told(town))


@pytest.mark.parametrize(
    "words", ["à mà ảnh đầu nhầm, cái đó của nhà khác", "ảnh thứ hai chụp nhầm nhà bên cạnh"]
)
async def test_a_wrong_picture_is_asked_for_and_not_written_of(town: Town, words: str) -> None:
    an = await pictured(town)
    before = (await told(town))["description"]
    await an.says(words)
    data = await told(town)
    assert data["changing"] == "photos" and data["description"] == before
