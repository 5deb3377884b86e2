"""Campaigns: messages that an officer writes, somebody else approves, and residents get."""
