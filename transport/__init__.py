"""The wire: what is sent to Telegram, and what its answers mean."""
