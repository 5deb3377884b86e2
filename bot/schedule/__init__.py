"""The clock: APScheduler fires ticks; what is due and what was sent is in the database."""
