"""The conversations: pure modules that decide; what acts on them is `bot.services.turns.desk`."""
