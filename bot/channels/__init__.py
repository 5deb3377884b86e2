"""The channels on which people talk; none of them knows another."""
