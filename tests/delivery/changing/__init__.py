"""Tests of messages that change in place, and of buttons that go."""
