"""Plans of other places, made from the real one by putting other words in their place."""

import re
import shutil
from pathlib import Path

from knowledge.load import PLANS

REAL = PLANS / "lai-chau-2030"
OWN_PLACE = "place: thành phố Lai Châu, tỉnh Lai Châu"


def neighbour(folder: Path, plan_id: str, place: str, *names: str, trees: str = "15") -> Path:
    """A plan for `place` in `folder`, where each resident is to have `trees` m² of green.

    With no place its words are of the real one's, and its head names none.
    """
    plan = folder / plan_id
    shutil.copytree(REAL, plan)
    for file in plan.glob("*.yaml"):
        text = file.read_text(encoding="utf-8").replace(REAL.name, plan_id)
        text = re.sub(r"names:\n(?:  - .*\n)+", f"names: [{', '.join(names)}]\n", text)
        text = text.replace(OWN_PLACE, f"place: {place}")
        if place:
            text = text.replace("thành phố Lai Châu", place.split(",", maxsplit=1)[0])
        text = text.replace("trên 12m2", f"trên {trees}m2").replace("low: 12\n", f"low: {trees}\n")
        file.write_text(text, encoding="utf-8")
    return plan
