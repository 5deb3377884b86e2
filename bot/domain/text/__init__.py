"""Reads Vietnamese and English text: normalizing, numbers, durations and days."""
