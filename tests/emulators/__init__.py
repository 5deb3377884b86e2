"""What stands in tests for the services outside this machine."""
