"""Only SQL: what is kept, and how it is kept safe."""
