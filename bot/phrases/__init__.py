"""Sentences that several conversations and notifications share."""
