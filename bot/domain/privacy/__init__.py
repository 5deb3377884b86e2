"""Privacy: what is kept about a person, for what, how long, and the proof of an erasure."""
