"""What an official's words are about, without the words that say what is to be done."""

import pytest

from bot.understanding.topics import said_in


@pytest.mark.parametrize(
    ("words", "move", "said"),
    [
        ("tu choi vi co phep roi", "reject", "co phep roi"),
        ("Từ chối: đất tư nhân", "reject", "đất tư nhân"),
        ("không xử lý do đã có phép", "reject", "đã có phép"),
        ("từ chối tiếp công dân là sai", "reject", "từ chối tiếp công dân là sai"),
        ("ghi chu: chu ho hen mai", "note", "chu ho hen mai"),
        ("Ghi chú nội bộ, chủ hộ đi vắng", "note", "chủ hộ đi vắng"),
        ("hỏi dân: số nhà mấy", "ask", "số nhà mấy"),
        ("ghi chú: đã làm xong", "resolve", "ghi chú: đã làm xong"),
    ],
)
def test_the_verb_is_none_of_the_words(words: str, move: str, said: str) -> None:
    assert said_in(words, move) == said
