"""The conversations, alone and through a whole house."""
