"""Write a migration: the difference between db/models.py and the last migration.

python -m db.migrations.new "what changes"
"""

import sys
import tempfile
from pathlib import Path

from alembic import command

from db.engine import Database, alembic_config, upgrade


def new(message: str) -> None:
    """Migrate an empty database to the newest state, compare, and write the difference."""
    with tempfile.TemporaryDirectory() as folder:
        database = Database(f"sqlite:///{Path(folder) / 'compare.db'}")
        with database.engine.begin() as connection:
            upgrade(connection)
        number = len(list((Path(__file__).parent / "versions").glob("*.py"))) + 1
        with database.engine.begin() as connection:
            config = alembic_config(connection)
            command.revision(config, message, autogenerate=True, rev_id=f"{number:04}")
        database.close()


if __name__ == "__main__":
    new(sys.argv[1])
