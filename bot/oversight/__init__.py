"""The plan's targets followed: what was promised, what the agency states, what was seen."""
