"""Officials and overseers at work: list, case, moves, templates, moderation."""
