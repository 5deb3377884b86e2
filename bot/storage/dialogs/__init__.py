"""Storage of dialogs."""
