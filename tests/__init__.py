"""The house's tests, in the same tree as the house."""
