"""How the packaged list of ordinary English words is made."""
