"""The chat page as a channel: its pages, its history, and the stream of new messages."""
