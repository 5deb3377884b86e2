"""Fuzzing: updates and frames with fields absent, null, huge and wrong."""
