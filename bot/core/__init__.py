"""The base of every feature: events, dispatch, delivery, the turn, media, logs, metrics."""
