"""Rules of staff: roles, rights, invitations, the audit trail."""
