"""What people are told without asking: what they subscribe to, when they are told, and of what."""
