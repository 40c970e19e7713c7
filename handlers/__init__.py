"""A person writes: which answer follows."""
