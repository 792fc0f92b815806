"""Reads who does something, with whom, who pays and who is asked; and whether a text is an office.

An office is known by the word it begins with, and ends where a verb begins.
"""

import re
from collections.abc import Iterator

from knowledge.slots.shape import Doer, Role
from knowledge.slots.words import any_word, pattern

LONGEST_OFFICE = 22
"""Words of the longest list of offices that is taken for one doer."""
LONGEST_HEADING = 200
"""Characters of a heading that may name an office; what is longer is a sentence."""

_STOP = re.compile(r"[;:.()\[\]\"“”|/]|,(?=\s+(?:[a-zà-ỹđ]+\s+){0,2}(?:để|nhằm|trong đó|theo)\b)")
_PERSON = re.compile(
    r"\s*(?:các\s+)?(?:đồng\s+chí|đ/c|ông(?:\s*[(/,]?\s*bà\)?)?|bà)\s*:?\s+[^,;:–-]{2,40}?(?:,|\s[-–])\s+",
    re.IGNORECASE,
)
"""Somebody by name, behind whom stands the office: `Đồng chí Lò Văn A, Phó Chủ tịch …`."""
_NOBODY = frozenset({"tổ chức", "đơn vị", "cơ quan", "đơn vị thực hiện", "cơ quan thực hiện"})
_BEFORE: tuple[tuple[Role, str], ...] = (
    ("asked", r"(?:đề\s+nghị|kiến\s+nghị|yêu\s+cầu)\s+(?:với\s+)?"),
    ("with", r"phối\s+hợp(?:\s+chặt\s+chẽ)?\s+(?:với|cùng)\s+|cùng\s+với\s+"),
    ("lead", r"(?<!\w)do\s+|(?<!\w)giao\s+(?:cho\s+)?|chủ\s+trì:\s*|^\W*|[;.]\s+"
             r"|,\s+(?=\w+\s+[^,;.]{2,80}\schủ\s+trì)"),
)  # fmt: skip
"""What stands before an office that has a role."""
_PAYERS = r"{payers}(?:\s+(?:cấp\s+)?(?:trung\s+ương|tỉnh|thành\s+phố|huyện|xã|phường))?"
_LIST = re.compile(r"\s*(?:,|và|;|/|\||-)\s*")


def office_at(text: str, at: int) -> str | None:
    """Return the office whose name begins there, without what it does; None where none does."""
    tail = text[at:]
    head = pattern(r"(?:các\s+|những\s+|từng\s+|mỗi\s+)?{offices}").match(tail)
    no_office = rf"(?:{any_word('no_offices', escape=False)})"
    if head is None or re.match(no_office, tail, re.IGNORECASE):
        return None
    stop = _STOP.search(tail)
    name = tail[: stop.start()] if stop else tail
    name = name[: _verb_at(name, head.end())]
    name = " ".join(name.split()[:LONGEST_OFFICE]) if len(name.split()) > LONGEST_OFFICE else name
    return _whole(name.rstrip(" ,-–"))


def _verb_at(name: str, at: int) -> int:
    """Return where an office's name ends and a verb begins, behind the word it starts with."""
    inside = pattern(r"\s+(?-i:{in_office})(?!(?<=tổ\schức)\s+(?:thực\s+hiện|triển\s+khai))").match(
        name, at
    )
    verbs = pattern(r"(?:,\s*|\s+(?:và\s+)?)(?-i:{ends_office})")
    for verb in verbs.finditer(name, inside.end() if inside else max(at - 1, 1)):
        if not _in_name(name[: verb.start()], verb[0], name[verb.end() :]):
            return verb.start()
    return len(name)


def _in_name(before: str, verb: str, behind: str) -> bool:
    """Return whether a verb belongs to a name: `các tổ chức chính trị`, `dự án đầu tư xây dựng`."""
    if verb.endswith("tổ chức"):
        if verb.startswith(",") and re.match(r"\s+(?:có\s+)?liên\s+quan|\s*[.;:]|$", behind):
            return True
        return (
            before.endswith("các")
            or re.match(r"\s+(?:chính trị|xã hội|đoàn|[Đđ]ảng|cá nhân)", behind) is not None
        )
    if verb.endswith(("giao", "trình")):  # `giao thông`, `công trình`
        return behind.startswith(" thông") or before.endswith(("công", "chương"))
    return verb.endswith(("đầu tư", "xây dựng")) and before.endswith(("dự án", "đầu tư", "hạ tầng"))


def _whole(name: str) -> str:
    """Return a name without a joining word at its end."""
    return re.sub(r"[\s,]+(?:và|hoặc|của|cùng|với)$", "", name).rstrip(" ,-–")


def is_office(heading: str) -> str | None:
    """Return the office that a heading is, in its own words; None where it is no office.

    `Đối với UBND các phường:` gives `UBND các phường`, `Tổ chức thực hiện` None.
    """
    lead = pattern(r"\s*(?:(?:{asks_office})\s+)*(?:của\s+)?").match(heading)
    at = lead.end() if lead else 0
    person = _PERSON.match(heading, at)
    at = person.end() if person else at
    if heading[at:].strip(" .:").lower() in _NOBODY:
        return None
    if len(heading) > LONGEST_HEADING or (name := office_at(heading, at)) is None:
        return None
    if pattern(r"\d\s*{measures}").search(name):  # a work: `Trường mầm non, quy mô 2 ha`
        return None
    tail = heading[at + len(name) :].strip()
    while tail and (more := _LIST.match(tail)) and (next_name := office_at(tail, more.end())):
        end = heading.index(tail) + more.end() + len(next_name)
        name, tail = heading[at:end], heading[end:].strip()
    if tail and not re.match(
        r"[:.(/]|chủ trì|có trách nhiệm|chịu trách nhiệm|thực hiện|$", tail, re.I
    ):
        return None
    return name


def leading_office(text: str) -> str | None:
    """Return the office in front of a line that says what it does: `Sở Y tế: làm …`."""
    head, colon, _ = text.partition(":")
    return is_office(head) if colon else None


def doers_in(text: str) -> tuple[Doer, ...]:
    """Return the doers a text names, in order."""
    doers: list[Doer] = []
    for start, name, role in sorted(_named(text), key=lambda row: row[0]):
        end = start + len(name)
        if not any(start < doer.end and doer.start < end for doer in doers):
            doers.append(Doer(said=name, start=start, role=role))
    return tuple(doers)


def _named(text: str) -> Iterator[tuple[int, str, Role]]:
    for role, before in _BEFORE:
        yield from _behind(text, before, role)
    for match in pattern(_PAYERS).finditer(text):
        yield match.start(), match[0], "pays"


def _behind(text: str, before: str, role: Role) -> Iterator[tuple[int, str, Role]]:
    """Yield the offices behind the words of a role."""
    for match in pattern(before).finditer(text):
        if name := office_at(text, match.end()):
            behind = text[match.end() + len(name) :]
            does = match[0].strip(" ;.,") or _does(behind)
            if role != "lead" or (does and not _gives_away(behind)):
                yield match.end(), name, role


def _gives_away(behind: str) -> bool:
    """Return whether the office behind which this stands lets another one do it: `giao Sở …`."""
    match = re.match(r"\s*,?\s*(?:đã\s+)?giao\s+(?:cho\s+|nhiệm\s+vụ\s+cho\s+)?", behind)
    return match is not None and office_at(behind, match.end()) is not None


def _does(behind: str) -> bool:
    """Return whether what stands behind an office's name says that it does something."""
    return pattern(r"[\s,]*(?:và\s+)?(?:{does}|:)").match(behind) is not None
