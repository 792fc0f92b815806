"""Places with a QR code of their own."""

from sqlmodel import Session, col, select

from bot.reports.duplicate_queries import Box, from_middle
from db.models import Report, Spot

NEAREST = 5


def by_token(session: Session, token: str) -> Spot | None:
    """Return the place of that token."""
    return session.exec(select(Spot).where(Spot.token == token)).first()


def same(
    session: Session, name: str, latitude: float | None, longitude: float | None
) -> Spot | None:
    """Return the place of that name at that very position, if it has a code already."""
    query = select(Spot).where(
        Spot.name == name, Spot.latitude == latitude, Spot.longitude == longitude
    )
    return session.exec(query).first()


def wards_near(session: Session, box: Box) -> list[tuple[float, float, str]]:
    """Return latitude, longitude and ward of the spots, and of the nearest reports, in a box."""
    spots = select(Spot.latitude, Spot.longitude, Spot.area).where(
        box.holds(col(Spot.latitude), col(Spot.longitude)), col(Spot.area).is_not(None)
    )
    reports = (
        select(Report.latitude, Report.longitude, Report.area)
        .where(box.holds(col(Report.latitude), col(Report.longitude)))
        .where(col(Report.area).is_not(None), col(Report.held).is_(None))
        .order_by(from_middle(box))
        .limit(NEAREST)
    )
    rows = [*session.exec(spots), *session.exec(reports)]
    return [(up, right, area) for up, right, area in rows if area and up and right]
