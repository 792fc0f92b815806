"""The seats at one's own machine: every role in one window, to try the product alone."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Seat:
    """One role in the window; `hint` says in one sentence what to try."""

    role: str
    title: str
    hint: str

    @property
    def chat(self) -> str:
        """The id of its chat: always the same, and never a visitor's, which is a hash."""
        return f"seat:{self.role}"

    @property
    def path(self) -> str:
        """The address of its chat page."""
        return f"/seats/{self.role}"


SEATS = (
    Seat("resident", "Cư dân", "Anh/chị là cư dân: hỏi về kế hoạch, hoặc gửi một phản ánh."),
    Seat("official", "Cán bộ phường",
         "Anh/chị là cán bộ phường: nhận phản ánh mới, xử lý và trả lời cư dân."),
    Seat("overseer", "Mặt trận Tổ quốc",
         "Anh/chị là Mặt trận Tổ quốc: xem bản tổng hợp, nhắc việc quá hạn."),
)  # fmt: skip
