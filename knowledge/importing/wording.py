"""How offices word what stands around a document's body: each paragraph taken by itself.

In which order they follow each other, and so what a paragraph is, is in `matter`.
"""

import re

from knowledge.importing.markers import is_capitals
from knowledge.slots.words import CAPITAL
from knowledge.vietnamese.text import slug

LONGEST_UNIT = 60
"""Characters of the unit above a table; a longer line is a paragraph."""

CUT_NAME = re.compile(
    rf"(?:thành phố|thị xã|thị trấn|tỉnh|huyện|xã|phường|đặc khu) (?!Huế|Vinh){CAPITAL}\w*$"
)
"""A place whose name has one word so far: a line cut it. Hardly any place has a name of one."""
LAST = re.compile(r"\.\s*/\s*\.?\s*$")
"""`./.`, by which an office marks that its text ends here."""
RECIPIENT = re.compile(r"(?:Như|Lưu)\s", re.IGNORECASE)

_KINDS = (
    "KẾ HOẠCH HÀNH ĐỘNG|KẾ HOẠCH|QUYẾT ĐỊNH|NGHỊ QUYẾT|CHƯƠNG TRÌNH HÀNH ĐỘNG|CHƯƠNG TRÌNH|CHỈ THỊ"
    "|ĐỀ ÁN|PHƯƠNG ÁN|THÔNG BÁO|HƯỚNG DẪN|BÁO CÁO|QUY ĐỊNH|QUY CHẾ|TỜ TRÌNH|KẾT LUẬN"
    "|CÔNG ĐIỆN|DỰ ÁN"
)
_JOINTLY = "(?:PHỐI HỢP|LIÊN TỊCH|LIÊN NGÀNH|TỔNG THỂ|CHI TIẾT)"
KIND_ALONE = re.compile(rf"^[\s*]*(?P<kind>{_KINDS})(?: {_JOINTLY})?[\s*]*$")
_KIND_FIRST = re.compile(rf"^(?P<kind>{_KINDS})\s+(?P<rest>\S.*)$", re.DOTALL)
RULE = re.compile(r"^[-–—_=*.]{3,}$|^\*+$")
# The letterhead by Decree 30/2020/NĐ-CP: the state's name and motto, number, place and day.
HEAD = re.compile(
    r"^(?:CỘNG\s+H[OÒ][AÀÒ]+\s+XÃ\s+HỘI|ĐẢNG\s+CỘNG\s+SẢN|Độc\s+lập\s*[-–]|ĐỘC\s+LẬP\s*[-–]|Số\s*:|Số\s+\d"
    r"|(?:[^.;:]{2,60}),\s*ngày\s+[\d.…\s]*tháng)",
)
BASED = re.compile(
    r"^(?:[-–+*•]\s*)?(?:Căn\s+cứ|Theo\s+đề\s+nghị|Xét\s+(?:đề\s+nghị|Tờ\s+trình)|Trên\s+cơ\s+sở|Thực\s+hiện"
    r"|Triển\s+khai(?:\s+thực\s+hiện)?|Nhằm|Để\s+triển\s+khai|Được\s+sự|Sau\s+khi\s+xem\s+xét)\s",
    re.IGNORECASE,
)
_NAMES_LAW = re.compile(
    r"(?:Luật|Nghị\s+(?:quyết|định)|Quyết\s+định|Chương\s+trình|Chỉ\s+thị|Kế\s+hoạch"
    r"|Kết\s+luận|Hiến\s+pháp|Thông\s+tư|Công\s+văn|Văn\s+bản|Pháp\s+lệnh|Đề\s+án)"
)
_ENACTS = re.compile(
    r"(?:như\s+sau|sau\s+đây|sau|cụ\s+thể|với\s+(?:các|những)\s+nội\s+dung[^.;]*)\s*[:.]\s*$|^QUYẾT\s+(?:ĐỊNH|NGHỊ)\s*:\s*$",
)
# In resolutions the enacting words end in a full stop, and the first article stands behind them.
_ENACTS_ITSELF = re.compile(
    r"^(?:Hội\s+đồng|Ủy\s+ban|Uỷ\s+ban|UBND|HĐND|Chủ\s+tịch|Giám\s+đốc|Bộ\s+trưởng|Chính\s+phủ)\s[^.;:]*"
    r"ban\s+hành\s+(?:Nghị\s+quyết|Quyết\s+định|Thông\s+tư)\s+(?:quy\s+định|ban\s+hành|về)\s[^.;:\d]*[.:]$"
)
_ENACTING = re.compile(
    r"\b(?:ban\s+hành|xây\s+dựng|triển\s+khai|tổ\s+chức)\b[^.]*(?:[Kk]ế\s+hoạch"
    r"|[Cc]hương\s+trình|[Đđ]ề\s+án)",
    re.DOTALL,
)
AUTHORITY = re.compile(
    r"^(?:ỦY\s+BAN|UỶ\s+BAN|UBND|CHỦ\s+TỊCH|HỘI\s+ĐỒNG|GIÁM\s+ĐỐC|BAN\s+(?:CHẤP|THƯỜNG|CHỈ)|BỘ\s+TRƯỞNG|THỦ\s+TƯỚNG|CHÍNH\s+PHỦ|KH[ÓO][ÁA]\s|KỲ\s+HỌP|\(?Kỳ\s+họp|NHIỆM\s+KỲ)"
)
ENCLOSED = re.compile(r"\((?:\s*(?:Ban\s+hành\s+)?(?:[Kk]èm\s+theo|theo)\s|Ban hành)")
"""What says, in brackets behind a title, which document this one comes with."""
APPENDIX = re.compile(
    r"^(?P<label>(?:PHỤ\s+LỤC|Phụ\s+lục|PHỤ\s+BIỂU|Phụ\s+biểu|BIỂU\s+SỐ|Biểu\s+số|BIỂU|MẪU\s+SỐ|Mẫu\s+số)(?:\s+(?:số\s+)?(?:[IVXLC]+|\d+[A-Za-z]?|[A-H]))?)(?=$|[\s.:–-])\s*[.:–-]*\s*(?P<rest>.*)$"
)
LISTED = re.compile(r"^(?:DANH\s+MỤC|BẢNG\s+TỔNG\s+HỢP|BẢNG\s+PHÂN\s+CÔNG|KHUNG\s)")
# Recipients, and who signs: on behalf (TM.), for (KT.), by order (TL.), empowered (TUQ.), acting.
ENDS = re.compile(
    r"^(?:Nơi\s+nhận|NƠI\s+NHẬN)\s*:?|^(?:(?:TM|T/M|KT|K/T|TUQ|TL)[.\s]\s*|Q\.\s*)[A-ZĐỦUỶ]{2}"
    r"|^(?:PHÓ\s+)?(?:CHỦ\s+TỊCH|BÍ\s+THƯ|GIÁM\s+ĐỐC|CHỦ\s+TỌA|CHỦ\s+TOẠ|THỦ\s+TƯỚNG|BỘ\s+TRƯỞNG|TRƯỞNG\s+BAN)$"
)
_CLOSES = re.compile(
    r"^(?:Trên\s+đây\s+là|Yêu\s+cầu\s+(?:các|thủ)|Đề\s+nghị\s+các|Nhận\s+được\s+(?:Kế|Quyết)|Trong\s+quá\s+trình\s+(?:triển|tổ|thực)|Kế\s+hoạch\s+này|Căn\s+cứ\s+(?:Kế\s+hoạch|nội\s+dung)|Giao\s|Nghị\s+quyết\s+này|Quyết\s+định\s+này)",
)
_ONLY_NAMES = re.compile(r"^Trên\s+đây\s+là", re.IGNORECASE)


def begins_with_kind(text: str) -> bool:
    """Return whether a line is a title that begins with the kind of the document."""
    return bool(_KIND_FIRST.match(text)) and not text.endswith((".", ":", ";"))


def is_basis(text: str) -> bool:
    """Return whether a paragraph says what the document is based on."""
    if not BASED.match(text):
        return False
    bare = re.sub(r"^[-–+*•]\s*", "", text)
    return bool(
        bare.startswith(("Căn cứ", "Theo đề nghị", "Xét "))
        or (
            _NAMES_LAW.search(bare[:200])
            and (
                text.endswith((";", ",", ":"))
                or not re.search(r"[.;]\s+[A-ZĐ]", bare)
                or _ENACTING.search(bare)
            )
        )
        or _ENACTS.search(text)
    )


def is_enacting(text: str) -> bool:
    """Return whether a paragraph is a part of the letterhead, or has the enacting words."""
    short = len(text) < 700
    return bool(
        RULE.match(text)
        or HEAD.match(text)
        or (AUTHORITY.match(text) and is_capitals(text))
        or (short and _ENACTS.search(text) and (_ENACTING.search(text) or text.isupper()))
        or _ENACTS.match(text)
        or _ENACTS_ITSELF.match(text)
    )


def says_unit(text: str) -> bool:
    """Return whether a line says the unit of the table behind it: `Đơn vị tính: triệu đồng`."""
    words = slug(text.strip("()"))
    is_label = words.startswith("don-vi") and ":" in text
    return (is_label or words.startswith(("don-vi-tinh", "dvt"))) and len(text) < LONGEST_UNIT


def closes(text: str) -> bool:
    """Return whether a plain paragraph is the closing of the document."""
    return bool(_ONLY_NAMES.match(text) or (LAST.search(text) and _CLOSES.match(text)))


def only_names(text: str) -> bool:
    """Return whether closing words say nothing but which document this is."""
    if not _ONLY_NAMES.match(text):
        return False
    body = LAST.sub("", text).rstrip(" ./")
    return not re.search(r"[.;]\s+[A-ZĐ]|,\s*(?:đề nghị|yêu cầu|giao)\s", body)
