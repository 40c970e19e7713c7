"""Is everything there that `run` needs: looked at, told in words, and left as it is."""
