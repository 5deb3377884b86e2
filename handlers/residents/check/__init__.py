"""The self-check of digital skills."""
