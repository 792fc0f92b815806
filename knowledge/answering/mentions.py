"""Lists all that a plan says of something: `kế hoạch nói gì về cây xanh?`"""

import re
from collections.abc import Sequence
from dataclasses import replace

from knowledge.answering.answers import Answer, of_several
from knowledge.answering.citing import cited
from knowledge.answering.measures import Asked
from knowledge.answering.search import Passage
from knowledge.vietnamese.words import Reading

MOST_LISTED = 6
"""So many sentences are told at once."""
ASKERS = frozenset(("toi", "minh", "em", "chau", "tui"))
"""At the end of a subject they mean the place where who asks lives: `xã tôi`."""
_DOCUMENT = r"(?:ban )?(?:ke hoach|van ban|chuong trinh|nghi quyet|quyet dinh|de an)(?: nay)?"
_SAYS = r"(?:noi|viet|de cap|nhac|neu|ban|quy dinh|co|dat ra|lam)"
_OF = r"(?:ve|den|toi|cho|lien quan den|lien quan toi)"
_LISTS = re.compile(
    rf" (?:{_DOCUMENT} )?(?:co )?{_SAYS}(?: {_OF})? (?:nhung )?gi (?:nhieu )?{_OF} (?P<what>.+?)"
    rf"(?: (?:trong|o) {_DOCUMENT})?(?: (?:khong|ko|k|vay|the|a|nhi|ha))* $"
)


def subject_listed(reading: Reading) -> Reading | None:
    """Return the words for what all is asked that a plan says of it; None for other questions."""
    if not (match := _LISTS.search(reading.plain)):
        return None
    first = reading.plain[: match.start("what")].count(" ") - 1
    words = reading.words[first : first + match["what"].count(" ") + 1]
    return Reading(words) if words and words[-1].plain not in ASKERS else None


def listed(subject: Asked, passages: Sequence[Passage], answer: Answer) -> Answer:
    """Return all sentences that have the words of a subject or their meaning, beginning with the
    one that answers; the answer itself where no sentence has them."""
    speaking = [passage for passage in passages if not passage.slots.formula and subject.topic]
    holding = [cited(passage) for passage in speaking if subject.stands_in(passage.own_terms)]
    if not holding:
        return answer
    first = answer.citations[:1] if answer.outcome == "answer" else ()
    why = (*answer.why, f"{len(holding)} sentences have all of these words")
    return replace(of_several((*first, *holding), MOST_LISTED, why), untold=answer.untold)
