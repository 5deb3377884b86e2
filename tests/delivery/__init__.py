"""Tests of bot/delivery: the worker over a real database."""
