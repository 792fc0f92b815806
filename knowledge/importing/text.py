"""Reads a text file into lines: also one that is a single line, and tables with tabs or bars."""

import re
from collections.abc import Iterator
from pathlib import Path

from knowledge.importing.letters import decoded
from knowledge.importing.lines import Line, SourceCell
from knowledge.importing.markers import marker_of
from knowledge.slots.words import CAPITAL, pattern

LONG = 3000
"""Characters of a line that must be several: the longest paragraph of fifty plans has 2,900."""

_NAMES = r"(?:Xã|Kế|Tự|Hạnh|Đầu|Thể|Du|Hạ|Môi|Truyền|Phúc|Công)\s"
_NO_NAME = "".join(
    rf"(?<!\b{word})"
    for word in ("Điều", "điều", "khoản", "Khoản", "mục", "Mục", "số", "Số", "tháng", "lục", "quý")
)
_BREAKS = re.compile(
    rf"""(?<=[.;:!?…/])\s+(?=(?:
        [-–+•·*]\s*{CAPITAL} | [-–+•·*]\s\d
       | [IVX]{{1,5}}\.\s*{CAPITAL} | \d{{1,2}}(?:\.\d{{1,2}})*[.)]\s*{CAPITAL}
       | \(\d{{1,2}}\)\.?\s*{CAPITAL} | [a-zđ]\)\s*{CAPITAL} | Điều\s\d+\.\s | Chương\s[IVX\d]+\s
       | Căn\scứ\s | Thực\shiện\s(?:Nghị|Chương|Quyết|Kế) | Theo\sđề\snghị | Xét\s(?:đề|Tờ)
       | Nơi\snhận\s?: | TM\.\s | QUYẾT\s | Trên\sđây\slà\s | PHỤ\sLỤC
    ))
    |{_NO_NAME}\s+(?=(?:Số\s?:\s?\d* | CỘNG\sH[OÒ][AÀ]\sXÃ | Độc\slập\s-\sTự\sdo | Nơi\snhận\s?:
       | (?:KẾ\sHOẠCH|QUYẾT\sĐỊNH|NGHỊ\sQUYẾT|CHƯƠNG\sTRÌNH|CHỈ\sTHỊ|ĐỀ\sÁN)\s+{CAPITAL}
       | Căn\scứ\s(?:Luật|Nghị|Quyết|Hiến|Bộ)
       | (?:I{{1,3}}|IV|VI{{0,3}}|IX|X)\.\s+{CAPITAL} | Điều\s\d+\.\s | PHỤ\sLỤC\s
       | \d{{1,2}}(?:\.\d{{1,2}})*\.\s+{CAPITAL} | [a-zđ]\)\s+{CAPITAL}
       | [-–+•·]\s(?!{_NAMES}){CAPITAL}[^\W\d_]+\s[a-zà-ỹđ] ))""",
    re.VERBOSE,
)  # fmt: skip


def text_lines(path: Path) -> Iterator[Line]:
    """Yield the lines of a text file; raises `Unreadable` for what is no text."""
    text = decoded(path.read_bytes(), path.name)
    raw = re.split(r"\r\n|[\n\r\v\f\u2028\u2029]", text)
    written = [part for line in raw for part in _parts(line)]
    yield from with_tables(written)


def _parts(line: str) -> list[str]:
    """Return a line, or those that somebody ran together into one."""
    if len(line) <= LONG:
        return [line]
    return [piece for part in _BREAKS.split(line) for piece in _heading_apart(part)]


def _heading_apart(part: str) -> list[str]:
    """Return a numbered line in two, where its heading runs into what the office does."""
    marker = marker_of(part)
    if marker is None or marker.is_bullet:
        return [part]
    for match in re.finditer(rf"(?<=[a-zà-ỹđ])\s+(?={CAPITAL})", part[:160]):
        behind = part[match.end() :]
        verb = pattern(r"(?:{does}|phấn\s+đấu)").match(behind)
        if verb and not part[: match.start()].endswith((" và", " -")):
            return [part[: match.start()], behind]
    return [part]


def with_tables(written: list[str]) -> Iterator[Line]:
    """Yield lines, those with the same signs between cells one after the other as tables."""
    at = number = 0
    while at < len(written):
        sign = next((sign for sign in ("\t", "|") if _is_row(written[at], sign)), None)
        end = at
        while sign and end < len(written) and _is_row(written[end], sign):
            end += 1
        if sign and end - at > 1 and _alike(written[at:end], sign):
            number += 1
            for line in written[at:end]:
                cells = tuple(SourceCell(" ".join(cell.split())) for cell in _cells(line, sign))
                yield Line(line, "row", number, cells)
            at = end
        else:
            yield Line(written[at])
            at += 1


def _is_row(line: str, sign: str) -> bool:
    return len(_cells(line, sign)) > 1


def _cells(line: str, sign: str) -> list[str]:
    if sign == "|":
        return re.sub(r"^\s*\|\s?|\s?\|\s*$", "", line).split(sign)
    is_text = not line.strip() or line.startswith("\t-")
    return [] if is_text else line.strip(" ").split("\t")


def _alike(rows: list[str], sign: str) -> bool:
    """Return whether lines have as many cells as rows of one table have."""
    counts = [len(_cells(row, sign)) for row in rows]
    return counts.count(max(counts)) * 2 >= len(counts) and max(counts) > 1
