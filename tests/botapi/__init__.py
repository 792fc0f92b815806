"""A double of Telegram's Bot API over real HTTP, as strict as Telegram, with people who use it.

async with BotApi() as api:
    maria = api.person(7, name="Maria")
    ...  # start the bot with api.url and api.token
    await maria.says("/start")
    hello = await maria.reads(containing="Xin chào")
    await maria.presses("Báo cáo")
"""

from tests.botapi.groups import Group
from tests.botapi.messages import BotMessage, Key
from tests.botapi.people import Person, Speaker
from tests.botapi.server import BotApi, Call

__all__ = ["BotApi", "BotMessage", "Call", "Group", "Key", "Person", "Speaker"]
