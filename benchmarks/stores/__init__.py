"""Stores of dictionaries: what a turn costs without a database."""
