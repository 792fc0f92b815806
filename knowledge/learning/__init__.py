"""The small linear models."""
