"""A report after it was sent, for its reporter: status, answers, resolution, notices, receipts."""
