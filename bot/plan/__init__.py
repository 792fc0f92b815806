"""Reading the plan in the chat: outline, items, targets, glossary, pictures."""
