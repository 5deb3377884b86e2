"""Storage of staff: roles, invitations, the audit trail."""
