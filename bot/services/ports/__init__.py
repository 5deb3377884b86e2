"""Ports: what the use cases need from outside."""
