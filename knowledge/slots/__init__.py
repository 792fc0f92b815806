"""What a sentence or a table's cell tells, read by code: figures, times, doers, places, state."""
