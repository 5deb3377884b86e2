"""The Learning Citizen year."""
