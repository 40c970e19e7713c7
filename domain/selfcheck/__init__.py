"""The self-check: what is asked, what the answers mean, and how they outlive a new version."""
