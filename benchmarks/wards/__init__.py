"""The search for wards: how long one takes, and how large its index is."""
