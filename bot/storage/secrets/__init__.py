"""Storage of secrets of this installation."""
