"""Lists what the plans say for one ward: `phường Đoàn Kết được gì trong kế hoạch?`"""

import re
from collections.abc import Sequence
from dataclasses import replace

from knowledge.answering.answers import Answer, of_several
from knowledge.answering.citing import cited
from knowledge.answering.document import in_short
from knowledge.answering.mentions import ASKERS, MOST_LISTED
from knowledge.answering.place_names import NamedPlace
from knowledge.answering.search import Passage
from knowledge.load import Knowledge
from knowledge.places import bare_name, without_unit
from knowledge.vietnamese.text import fold
from knowledge.vietnamese.words import Reading

_UNIT = r"(?:phuong|xa|thi tran)"
_WARD = rf"(?P<ward>{_UNIT}(?: [a-z]+){{1,4}}?)"
_PLAN = r"(?:ke hoach|van ban|chuong trinh|nghi quyet|quyet dinh|de an)(?: nay)?"
_FILLER = rf"(?:{_PLAN}|trong|theo|thi|se|cho|hoi|vay|the|a|nhi|ha|ad|oi|khong|ko|k|nam nay|toi)"
_ASKS = re.compile(
    rf"^ (?:{_FILLER} )*(?:{_WARD} (?:{_FILLER} )*"
    rf"(?:duoc|co|huong)(?: duoc| huong| huong loi| lam| them| nhung| cai)* gi"
    rf"|co (?:nhung )?gi (?:cho|danh cho) {_WARD.replace('ward', 'behind')})(?: {_FILLER})* $"
)
_OF_ASKER = re.compile(rf"^{_UNIT}(?: cua| nha| cho| o)*(?: {'| '.join(sorted(ASKERS))})(?: o)?$")
_OWN = re.compile(rf" {_UNIT}(?: cua| nha| cho| o)*(?: {'| '.join(sorted(ASKERS))}) ")
_UNITS = {"phuong": "phường", "xa": "xã", "thi tran": "thị trấn"}
_ALL_WARDS = {
    plain: re.compile(
        rf"\b(?i:các|từng|mỗi|mọi) (?:(?:{'|'.join(_UNITS.values())})(?:,| và)? )*{unit}\b"
        r"(?! (?:xung quanh|lân cận|giáp ranh)\b)(?P<behind>(?: \w)?)"
    )
    for plain, unit in _UNITS.items()
}
"""By the kind of ward; a name behind, `các xã San Thàng, Sùng Phài`, makes it some of them."""


def own_ward(reading: Reading) -> tuple[str, ...]:
    """Return the words for the asker's own ward, `phuong toi`; none where it is not spoken of."""
    match = _OWN.search(reading.plain)
    return (match[0].strip(),) if match else ()


def of_ward(reading: Reading, home: Knowledge, passages: Sequence[Passage]) -> Answer | None:
    """Return the sentences that name the ward asked for, or all wards; None for other questions.

    `places` has the ward where no sentence names it. Who names no ward is told what is for all of
    them, or may choose between those that are named. A ward's own plan is all about the ward, and
    told in short.
    """
    if not (match := _ASKS.search(reading.plain)):
        return None
    asked = match["ward"] or match["behind"]
    is_askers = _OF_ASKER.match(asked) is not None
    names = (name for plan in home.plans for name in plan.names)
    wards = [name for name in names if fold(name).startswith(tuple(_UNITS))]
    ward = next((name for name in wards if bare_name(name) == bare_name(asked)), "")
    if own := [plan for plan in home.plans if _is_own(plan.place, asked, is_askers)]:
        return in_short(own, home, passages, (f"all that is for {asked}",))
    telling = [passage for passage in passages if not passage.slots.formula]
    unit = next(unit for unit in _UNITS if asked.startswith(unit))
    for_all = [passage for passage in telling if _is_for_all(unit, _context(passage))]
    why = (f"what is for {'all wards' if is_askers else asked}",)
    if is_askers:
        return _listed(for_all, why) or _to_choose(wards, telling, why)
    naming = _naming(ward or asked, telling)
    if not ward and not naming:
        return None
    places = () if naming else (ward,)
    every = [*naming, *(passage for passage in for_all if passage not in naming)]
    return _listed(every, why, places) or Answer("not_in_plan", "place", places=places, why=why)


def _is_own(place: str, ward: str, is_askers: bool) -> bool:
    """Return whether a plan is for the ward that is asked for, or for the asker's."""
    is_wards = re.match(f"{_UNIT} ", fold(place)) is not None
    own = place.split(",", maxsplit=1)[0]
    return is_wards and (is_askers or bare_name(own) == bare_name(ward))


def _is_for_all(unit: str, text: str) -> bool:
    """Return whether a text speaks of all wards of a kind."""
    return any(not match["behind"].isupper() for match in _ALL_WARDS[unit].finditer(text))


def _context(passage: Passage) -> str:
    """Return a sentence with all that stands above it."""
    return " . ".join((passage.quote, *passage.item.under, *passage.place.headings))


def _naming(ward: str, passages: Sequence[Passage]) -> list[Passage]:
    """Return the sentences that name a ward, or stand under what names it."""
    bare = without_unit(ward)
    place = NamedPlace(ward[: len(ward) - len(bare)].strip().lower(), bare, True)
    return [passage for passage in passages if place.stands_in(_context(passage))]


def _listed(
    passages: Sequence[Passage], why: tuple[str, ...], places: tuple[str, ...] = ()
) -> Answer | None:
    answer = of_several(map(cited, passages), MOST_LISTED, why)
    return replace(answer, places=places) if answer.citations else None


def _to_choose(wards: Sequence[str], passages: Sequence[Passage], why: tuple[str, ...]) -> Answer:
    """Return what is said of single wards, to choose from; that no ward is named where none is."""
    naming = dict.fromkeys(cited(p) for ward in wards for p in _naming(ward, passages))
    if not naming:
        return Answer("not_in_plan", "unit", why=why)
    return Answer("choices", "choices", tuple(naming)[:MOST_LISTED], score=1.0, why=why)
