"""What a campaign came to: who follows it, its file, its unsure messages, its correction."""
