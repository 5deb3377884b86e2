"""Storage of skills."""
