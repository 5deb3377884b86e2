"""The drawing process, and the cache of its pictures."""
