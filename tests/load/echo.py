"""A bare python-telegram-bot echo bot: what the bench stands beside."""

import os

from telegram import Update
from telegram.ext import Application, ContextTypes, MessageHandler, filters

Context = ContextTypes.DEFAULT_TYPE


async def echo(update: Update, _: Context) -> None:
    """Say the same."""
    assert update.message
    await update.message.reply_text(update.message.text or "")


def main() -> None:
    """Poll until a signal comes."""
    api = os.environ["TELEGRAM_API_URL"]
    builder = Application.builder().token(os.environ["TELEGRAM_BOT_TOKEN"])
    builder = builder.base_url(f"{api}/bot").base_file_url(f"{api}/file/bot")
    application = builder.concurrent_updates(int(os.environ.get("CONCURRENT", "1"))).build()
    application.add_handler(MessageHandler(filters.TEXT, echo))
    application.run_polling()


if __name__ == "__main__":
    main()
