"""Tests of the pictures: what is seen, what can be read, and the process that draws."""
