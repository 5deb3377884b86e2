"""Tests of the pictures: their look, their legibility, and the drawing process."""
