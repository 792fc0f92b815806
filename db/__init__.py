"""What the city remembers; knows no channel."""
