"""Start, help, links of invites, and messages that no open draft waits for."""
