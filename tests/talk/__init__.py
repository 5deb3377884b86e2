"""Tests of text, events and steps."""
