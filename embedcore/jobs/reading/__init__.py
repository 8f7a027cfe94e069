"""Reading of files that strangers upload, in a process of its own for each: whatever a file does, the server goes on.

How it works. A process that has everything imported waits (`Reader`); each file is read by a fork of it, which is there
in some milliseconds, may take so much memory and so many seconds of computing (`limits`), sends the dataset through a
pipe (`transfer`), and ends. Where a process can't be forked safely (anywhere but on Linux) one is started for each
file, which takes about a second more, and watched instead of limited by the system.
"""

from embedcore.jobs.reading.apart import load_apart, read_apart, read_vectors_apart, start_reader

__all__ = ["load_apart", "read_apart", "read_vectors_apart", "start_reader"]
