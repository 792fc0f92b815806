"""Alembic's entry: runs on the connection that `db.engine` passes in."""

from typing import Any, Literal

from alembic import context
from alembic.autogenerate.api import AutogenContext
from sqlmodel import SQLModel
from sqlmodel.sql.sqltypes import AutoString

import db.models  # noqa: F401  (fills the metadata)
from db.types import UtcDateTime


def plain_types(kind: str, item: Any, autogen: AutogenContext) -> str | Literal[False]:
    """Render our types by names that stay the same, whatever SQLModel calls them later."""
    if kind == "type" and isinstance(item, UtcDateTime):
        autogen.imports.add("from db.types import UtcDateTime")
        return "UtcDateTime()"
    if kind == "type" and isinstance(item, AutoString):
        return "sa.String()"
    return False


context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=SQLModel.metadata,
    render_as_batch=True,
    render_item=plain_types,
)
with context.begin_transaction():
    context.run_migrations()
