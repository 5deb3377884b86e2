"""The data files of the release, and what reads an operator's edited copies."""
