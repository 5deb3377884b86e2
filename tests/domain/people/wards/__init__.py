"""Wards: their data, their names, and the search for one."""
