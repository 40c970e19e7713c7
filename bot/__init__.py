"""Start-up: what wires the parts together and keeps them running."""
