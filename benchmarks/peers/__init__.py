"""The same bot in other libraries, as their own guides teach it; run by .venv-peers, never by the tests."""
