"""The self-check in a chat."""
