"""Intents: what somebody wants who writes ordinary words instead of an activity or a command."""
