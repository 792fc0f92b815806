"""What the tests of questions share: somebody who asked, and the officials they ask."""

from bot.core.turn import Tools
from bot.questions.rules import keep
from db.models import Question
from knowledge.answering.engine import Answer
from tests.town import Someone, Town

LAMPS = "Khi nào lắp đèn đường ở bản Tả Làn Than?"
LAMPS_AGAIN = "bao gio lap den duong o ban ta lan than vay"
POOL = "Có bể bơi công cộng cho trẻ em khuyết tật không?"


async def asked_question(town: Town, tools: Tools, text: str) -> Question:
    """A question that found no answer, kept as asking it keeps it."""
    answer = Answer("not_in_plan", "when", score=0.3)
    with town.database.transaction() as session:
        return keep(session, tools.answerer.search, text, answer, town.clock())


async def sends_on(town: Town, tools: Tools, someone: Someone, text: str = LAMPS) -> None:
    """Ask in vain and forward the question."""
    question = await asked_question(town, tools, text)
    await someone.does(button=f"pass:{question.token}")
    if "xin anh/chị đồng ý" in someone.heard:
        await someone.presses("Đồng ý")


async def officer(town: Town, name: str = "so") -> Someone:
    """An official of the office that is asked where a question names no ward."""
    someone = town.person(name)
    await town.invited(someone, "official", "so_xay_dung")
    return someone


async def answers(someone: Someone, words: str = "Quý 2 năm 2027, sau khi xong đường.") -> None:
    """An official answers the newest card, from beginning to end."""
    await someone.presses("Trả lời")
    await someone.says(words)
    await someone.presses("Gửi")
