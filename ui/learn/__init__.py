"""The page Learn: the lesson, the quiz, the lab and the list of what was done."""
