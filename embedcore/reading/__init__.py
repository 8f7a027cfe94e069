"""Reading files of several formats into one raw table; embedcore.table.dataset is the door to it."""
