"""Turns texts and says into the messages of one recipient."""
