"""The errors that a database raises, for those who tell people that it failed."""

from sqlalchemy.exc import IntegrityError as AlreadyThere
from sqlalchemy.exc import OperationalError as Unusable
from sqlalchemy.exc import SQLAlchemyError as DatabaseFault

__all__ = ["AlreadyThere", "DatabaseFault", "Unusable"]
