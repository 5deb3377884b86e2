"""Tests of the page whose messages change in place."""
