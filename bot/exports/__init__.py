"""Exports: files made of what is stored."""
