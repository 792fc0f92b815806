"""Write a migration from what db/models.py has and the last migration has not.

python -m db.migrations.new "what changes"
"""

import asyncio
import sys
import tempfile
from pathlib import Path

from alembic import command
from sqlalchemy import Connection

from db.engine import Database, alembic_config


async def new(message: str) -> None:
    """Migrate an empty database to the newest state, compare, and write the difference."""
    with tempfile.TemporaryDirectory() as folder:
        database = Database(f"sqlite+aiosqlite:///{Path(folder) / 'compare.db'}")
        await database.migrate()
        number = len(list((Path(__file__).parent / "versions").glob("*.py"))) + 1

        def write(connection: Connection) -> None:
            config = alembic_config(connection)
            command.revision(config, message, autogenerate=True, rev_id=f"{number:04}")

        async with database.engine.begin() as connection:
            await connection.run_sync(write)
        await database.close()


if __name__ == "__main__":
    asyncio.run(new(sys.argv[1]))
