"""Reports: facts as tables."""
