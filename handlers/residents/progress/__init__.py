"""Progress, goals and pauses."""
