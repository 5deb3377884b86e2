"""Tests of bot/schedule: the clock on a real event loop."""
