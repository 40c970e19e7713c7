"""The self-check in words."""
