"""E-mail: it only sends."""
