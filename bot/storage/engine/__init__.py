"""How statements are compiled and run, on either database."""
