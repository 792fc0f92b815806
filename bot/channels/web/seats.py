"""The seats at one's own machine: every role in one window, to try the whole round."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Seat:
    """A place from which somebody acts in a role; `hint` says in one sentence what to try."""

    key: str
    title: str
    role: str
    hint: str

    @property
    def chat(self) -> str:
        """The seat's chat: the same after every start, and like no visitor's (a hash)."""
        return f"seat:{self.key}"

    @property
    def path(self) -> str:
        """Where its chat page is."""
        return f"/seats/{self.key}"


SEATS = (
    Seat(
        key="resident",
        title="Cư dân",
        role="resident",
        hint="Anh/chị là cư dân: hỏi về kế hoạch, hoặc gửi một phản ánh.",
    ),
    Seat(
        key="official",
        title="Cán bộ phường",
        role="official",
        hint="Anh/chị là cán bộ phường: nhận phản ánh mới, xử lý và trả lời cư dân.",
    ),
    Seat(
        key="overseer",
        title="Mặt trận Tổ quốc",
        role="overseer",
        hint="Anh/chị là Mặt trận Tổ quốc: xem bản tổng hợp, nhắc việc quá hạn.",
    ),
)
