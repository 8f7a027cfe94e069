"""Reading files of several formats into one raw table; embedcore.dataset is the door to it."""
