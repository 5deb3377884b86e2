"""What the operator sees of the service: measures for Prometheus, the whole health report."""
