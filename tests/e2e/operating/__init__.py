"""The service as an operator restores it and changes its keys."""
