"""Time passes: what is due is found, put into words, and carried to Telegram."""
