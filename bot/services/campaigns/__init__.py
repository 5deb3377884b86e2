"""Use cases of campaigns: writing, trying, approving, sending, answering, stopping."""
