"""Digital skills: frameworks, instruments, attempts, scores, lessons."""
