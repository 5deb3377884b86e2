"""The data files of the release, and the reader of an operator's edited copies."""
