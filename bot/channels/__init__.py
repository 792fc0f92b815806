"""The channels, Telegram and the web: each turns updates into `Incoming` and shows a `Reply`."""
