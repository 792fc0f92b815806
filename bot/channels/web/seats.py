"""The seats at one's own machine: every role in one window, to try the product alone."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Seat:
    """One role in the window; `hint` says in one sentence what to try."""

    key: str
    title: str
    role: str
    hint: str

    @property
    def chat(self) -> str:
        """The id of its chat: always the same, and never a visitor's, which is a hash."""
        return f"seat:{self.key}"

    @property
    def path(self) -> str:
        """The address of its chat page."""
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
