"""Seals anew what is plain, or what an older key sealed; keeps the keys while the service runs."""
