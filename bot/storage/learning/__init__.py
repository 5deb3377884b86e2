"""Storage of learning."""
