"""Where residents and officials talk: each channel turns what arrives into `Incoming`, shows a `Reply`."""
