"""Use cases of staff: access, invitations, roles, the audit trail."""
