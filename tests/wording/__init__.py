"""Tests of translation and rendering."""
