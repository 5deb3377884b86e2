"""Tests of the pages of staff in a browser."""
