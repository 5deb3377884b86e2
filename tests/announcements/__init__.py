"""Tests of bot/announcements: every announcement of the year, as people read it."""
