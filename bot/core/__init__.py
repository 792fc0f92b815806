"""What every feature stands on: events, dispatch, delivery, the turn, media, logs, metrics."""
