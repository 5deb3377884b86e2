"""What all data files share: texts in two languages, and a list of problems."""
