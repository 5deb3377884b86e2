"""Phrases about the work of staff: roles, the audit trail, campaigns, audiences."""
