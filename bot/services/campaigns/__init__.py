"""Use cases of campaigns: writing, trying, approving, stopping."""
