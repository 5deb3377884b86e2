"""What an operator sees of the outbox and does with it: the backlog, held messages."""
