"""Campaigns in the database."""
