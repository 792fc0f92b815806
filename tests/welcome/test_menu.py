"""The channel's menu by role: each command in it works, has words, and is told with the role."""

import pytest

from bot.core.turn import Tools
from bot.router import ROUTES
from bot.welcome.conversation import COMMANDS, COMMANDS_OF
from tests.town import Someone, Town


def menus(someone: Someone) -> set[str]:
    return {shown.reply.menu for shown in someone.shown if shown.reply.menu}


def test_every_command_of_a_menu_is_one_and_has_its_words(tools: Tools) -> None:
    texts = tools.texts
    for names in (COMMANDS, *COMMANDS_OF.values()):
        assert len(set(names)) == len(names) and names[-1] == "trogiup"
        for name in names:
            assert name in ROUTES.commands
            assert 1 <= len(texts.plain(f"start.command_{name}")) <= 40


@pytest.mark.parametrize("role", COMMANDS_OF)
async def test_a_role_comes_with_its_menu(town: Town, an: Someone, role: str) -> None:
    await town.invited(an, role)
    assert menus(an) == {role}


async def test_who_joins_an_office_is_offered_a_name_until_one_is_chosen(
    town: Town, an: Someone
) -> None:
    await town.invited(an, "official", "ubnd_tan_phong")
    await an.presses("Dùng tên “An”")
    assert "An" in an.heard
    await an.commands("start")
    assert not any("Dùng tên" in label for label in an.last.labels)


async def test_a_resident_keeps_the_menu_of_all(an: Someone) -> None:
    await an.commands("start")
    assert menus(an) == set()


@pytest.mark.parametrize(
    ("typed", "heard"),
    [
        ("help", "Anh/chị làm được những việc này"),
        ("Menu", "Anh/chị làm được những việc này"),
        ("phananh", "xin anh/chị đồng ý"),
        ("/hỏi cây xanh 2030 bao nhiêu m2", "12 m²"),
        ("/dữ liệu.", "du-lieu.json"),
    ],
)
async def test_a_command_is_known_without_its_slash_or_with_marks(
    an: Someone, typed: str, heard: str
) -> None:
    await an.says(typed)
    assert heard in an.heard and "chưa hiểu lệnh" not in an.heard


async def test_a_command_may_have_a_space_in_it(an: Someone) -> None:
    await an.commands("cua", "toi")
    assert "chưa gửi phản ánh nào" in an.heard
    await an.commands("trang", "thai LC-222222")
    assert "Không có phản ánh nào mang mã" in an.heard
    await an.commands("xem", "lai")
    assert "chưa hiểu lệnh" in an.heard


@pytest.mark.parametrize(
    ("command", "heard"),
    [
        ("phananh", "xin anh/chị đồng ý"),
        ("cuatoi", "chưa gửi phản ánh nào"),
        ("dulieu", "du-lieu.json"),
        ("xoa", "Xóa hết"),
    ],
)
async def test_what_is_for_a_private_chat_has_a_link_into_it(
    town: Town, an: Someone, command: str, heard: str
) -> None:
    group = town.person("an", chat="-7")
    await group.commands(command)
    assert "nhắn riêng" in group.heard
    await an.commands("start", group.button("💬 Nhắn riêng").start or "")
    assert heard in an.heard
