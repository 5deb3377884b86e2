"""What privacy costs: copies, erasures, retention, and floods beside replies."""
