"""Campaigns: what they say, for whom, and when."""
