"""People: persons, wards, link codes."""
