"""The quick log: one sentence read as an activity."""
