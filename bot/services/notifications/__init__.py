"""Use cases of notifications: reminders, occurrences, planning, preferences."""
