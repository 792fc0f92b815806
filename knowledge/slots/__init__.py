"""Reads by code what a sentence or a table's cell tells: figures, times, doers, places, state."""
