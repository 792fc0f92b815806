"""The chat page as a channel: its pages, its history, and what is pushed to it."""
