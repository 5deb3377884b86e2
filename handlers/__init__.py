"""The conversations: pure modules that decide; `bot.services.turns.desk` carries it out."""
