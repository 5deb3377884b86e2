"""Bots, clients and platforms of the HTTP benchmarks."""
