"""What people say: how much of it is understood, and how fast."""
