"""How much one person, one visitor and one network may ask of the service."""
