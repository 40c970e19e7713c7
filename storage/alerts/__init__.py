"""The delivery ledger: what is to be told to whom, and what became of it."""
