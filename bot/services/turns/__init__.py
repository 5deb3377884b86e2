"""Turns: the desk, and the way from an event to its conversation."""
