"""A person's data: copy, consent withdrawal, erasure, and how long data is kept."""
