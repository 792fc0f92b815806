"""The product: channels, the core between them, and one folder for each feature."""
