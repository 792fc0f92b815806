"""The database: tables, transactions, and queries of no one room; it knows no channel."""
