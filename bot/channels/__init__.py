"""Where people talk: a channel turns what arrives into `Incoming` and shows a `Reply`."""
