"""What all of a report's life shares: moves, cards, drafts, duplicates, supporters."""
