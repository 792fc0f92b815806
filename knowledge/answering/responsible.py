"""Finds the office responsible for an item: the one it names, or the plan's general one."""

import re
from collections.abc import Iterable

from knowledge.answering.answers import Citation
from knowledge.answering.citing import of_item
from knowledge.answering.figures import compares
from knowledge.answering.search import Passage
from knowledge.load import Knowledge, Place
from knowledge.vietnamese.words import Reading, as_written

_OFFICE = (
    r"(?:co quan|don vi|ban nganh|phong ban|phong|nganh|to chuc|doan the|cap|ben) nao"
    r"|nhung ai|nguoi nao"
)
_TASK = (
    r"(?:chiu trach nhiem|co trach nhiem|chiu|lo|lam|phu trach|thuc hien|dam nhan|chu tri"
    r"|trien khai|quan ly)"
)
_SEES = re.compile(
    rf" (?:{_OFFICE}) (?:se |phai )?{_TASK}(?= )|"
    r"(?:^|(?: do| boi| thi| la)) ai (?!ma |cung |duoc |bi |huong |co (?:the|quyen) )"
    r"|(?<! goi)(?<! moi)(?<! cho)(?<! vu)(?<! voi) ai"
    r" (?:se |phai )?(?:chiu|lo|lam|phu trach|thuc hien|dam nhan|chu tri|trien khai|quan ly)(?= )"
)
"""For who sees to something, and not `phục vụ ai`, `ai được hưởng`."""
_SHORT = re.compile(r"(?: nhan dan)?(?: thanh pho)?$")
_ASKING = re.compile(
    rf"^ (?:ai|{_OFFICE})(?: (?:se|phai|la nguoi))*(?: (?:{_TASK}|lap))?"
    r"(?: (?:viec|ve|chuyen))*(?= )"
)
"""The words that ask for whom or what office; what is left of a question is the thing itself."""


def who_sees_to(knowledge: Knowledge, place: Place) -> tuple[str, Citation] | None:
    """Return the kind of answer and the sentence that names who sees to an item.

    `responsible` where the item names somebody; `in_general` where the plan's general item does
    it for all that names nobody; None where the plan does not say.
    """
    responsible, general = place.item.who, place.plan.general
    if responsible:
        quotes = [quote for quote in place.item.quotes if responsible in quote] or place.item.quotes
        return "responsible", of_item(place, quotes[0])
    if general:
        place = knowledge.place(general, place.plan.id)
        return "in_general", of_item(place, place.item.quotes[0])
    return None


def who_is_named(passage: Passage) -> Citation | None:
    """Return the sentence of a passage's item that names whom the passage leaves out, if any.

    `Định kỳ báo cáo …` goes on from the sentence which says that it is the city's office.
    """
    naming = [quote for quote in passage.item.quotes if passage.item.who in quote]
    if not passage.item.who or passage.names or not naming:
        return None
    return of_item(passage.place, naming[0])


def offices_compared(reading: Reading, places: Iterable[Place]) -> tuple[Citation, ...]:
    """Return the task of each of two or more offices a question compares, in its order."""
    if not compares(reading):
        return ()
    text = reading.plain
    citations: dict[int, Citation] = {}
    by_office = {_office(place.item.who): place for place in places if place.item.who}
    for office in sorted(by_office, key=len, reverse=True):
        if (at := text.find(f" {office} ")) >= 0:
            text = text.replace(f" {office} ", " " + "-" * len(office) + " ")
            citations[at] = of_item(by_office[office], by_office[office].item.quotes[0])
    return tuple(citations[at] for at in sorted(citations)) if len(citations) > 1 else ()


def _office(name: str) -> str:
    """Return an office's short name: `UBND thành phố` is `uy ban`."""
    plain = as_written(name.split(",", maxsplit=1)[0]).plain.strip()
    return _SHORT.sub("", plain)


def asks_who_sees_to(reading: Reading) -> bool:
    """Return whether a question is for who sees to something, not for who gets it."""
    return _SEES.search(reading.plain) is not None


def subject_of(reading: Reading) -> Reading | None:
    """Return what is left of a question for whom: the thing itself; None where nothing is."""
    asking = _ASKING.search(reading.plain)
    words = reading.words[len(asking[0].split()) :] if asking else ()
    return Reading(words) if words else None
