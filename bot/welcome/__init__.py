"""Start, help, invites' links, and what nobody was waiting for."""
