"""Reading of Vietnamese and English text: normalizing, numbers, durations, days."""
