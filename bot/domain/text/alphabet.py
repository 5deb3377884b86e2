"""The letters of receipts and link codes: none that is misread when it is copied by hand."""

LETTERS = "23456789ABCDEFGHJKMNPQRSTWXYZ"
"""Without 0/O, 1/I/L and U/V."""
