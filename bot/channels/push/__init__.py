"""Web push: it only sends, to browsers that allowed it."""
