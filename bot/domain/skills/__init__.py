"""Digital skills: frameworks, instruments, attempts, scores and lessons."""
