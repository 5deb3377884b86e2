"""The letters of receipts and link codes, without those that are easily misread."""

LETTERS = "23456789ABCDEFGHJKMNPQRSTWXYZ"
"""Without 0/O, 1/I/L and U/V."""
