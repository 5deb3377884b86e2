"""Backups: one encrypted archive of the database, the files and the edited data files."""
