"""A person says what to be told of, when, and no more; alerts themselves are sent elsewhere."""
