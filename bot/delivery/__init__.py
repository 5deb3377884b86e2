"""Delivery: the worker takes messages from the outbox to the channels."""
