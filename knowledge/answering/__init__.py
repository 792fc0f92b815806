"""From a question to the plan's own sentences, or to an honest no."""
