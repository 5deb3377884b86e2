"""Tests of bot/storage, on real databases of both kinds."""
