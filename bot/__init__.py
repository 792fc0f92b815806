"""The conversation: channels, what people can do in them, and the process that runs it all."""
