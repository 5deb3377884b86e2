"""What every data file has: texts in two languages, and the problems that are told."""
