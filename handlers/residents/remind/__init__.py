"""Reminders: when, of what, and what a reminder's buttons do."""
