"""Officer, approver and resident use campaigns end to end, on Telegram and on the page."""
