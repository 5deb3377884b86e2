"""What the use cases of campaigns read and write, from the draft to the result."""
