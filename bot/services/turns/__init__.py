"""Turns: the desk, and how an event finds its conversation."""
