"""Figures as people write them in Vietnamese."""

import re
from decimal import Decimal


def shown(value: float) -> str:
    """Return a figure with a decimal comma and full stops between thousands: `1.250,5`."""
    whole, point, part = f"{Decimal(str(value)):,f}".partition(".")
    part = part.rstrip("0")
    return whole.replace(",", ".") + (f",{part}" if point and part else "")


def with_unit(value: float, unit: str = "") -> str:
    """Return a figure with its unit: `7,2 m²`, `90%`."""
    unit = re.sub(r"(?<=[km])2\b", "²", unit)
    return f"{shown(value)}{unit}" if unit == "%" else f"{shown(value)} {unit}".strip()
