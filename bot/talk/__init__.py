"""The grammar of conversations: text, events and steps."""
