"""Learning: activities, receipts, progress and the Learning Citizen year."""
