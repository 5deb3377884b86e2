"""Learning: activities, receipts, progress, the Learning Citizen year."""
