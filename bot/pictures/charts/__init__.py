"""The charts: each turns a drawing into a PNG."""
