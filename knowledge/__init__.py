"""The plan as data and the search in it; knows no database and no channel."""
