"""The process that draws, and the cache of what it drew."""
