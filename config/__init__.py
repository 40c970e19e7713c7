"""How Proviso is set up, and the program files it ships."""
