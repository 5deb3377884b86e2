"""The way out: the worker that takes messages from the outbox to the channels."""
