"""From a document to a plan, and the proof of a plan against its source."""
