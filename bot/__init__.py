"""Sổ học tập: a learning notebook for the residents of Vietnamese wards."""
