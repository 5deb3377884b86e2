"""The quick log: one typed sentence, read as an activity."""
