"""Tests of the house itself: floors, lists, catalogs, pages."""
