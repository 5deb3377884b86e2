"""The two databases: open, migrate, run transactions."""
