"""What encryption costs."""
