"""The documents of a finished self-check: values in, bytes out."""
