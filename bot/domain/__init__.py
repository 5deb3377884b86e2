"""The rules: what an activity, a ward, a day and a consent are. No framework."""
