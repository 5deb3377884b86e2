"""Benchmarks of campaigns."""
