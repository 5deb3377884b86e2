"""The schedule: APScheduler fires ticks; the database knows what is due and what was sent."""
