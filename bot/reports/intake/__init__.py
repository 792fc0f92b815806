"""From the first word of a report to its receipt."""
