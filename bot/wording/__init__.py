"""From texts and says to the words and messages of one recipient."""
