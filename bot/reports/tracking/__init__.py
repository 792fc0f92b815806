"""The reporter afterwards: status, answers, "really fixed?", notices, receipts."""
