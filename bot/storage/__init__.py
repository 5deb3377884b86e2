"""The database: tables, the unit of work, the repositories, the inbox and the outbox."""
