"""Use cases of learning: log activities, set goals, rate indicators."""
