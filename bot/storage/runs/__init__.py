"""Storage of the runs of campaigns: the tables that the outbox and campaigns share."""
