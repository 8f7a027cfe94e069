"""Broken files of every format, taken through the whole way of a file; see __main__."""

import os

# Before NumPy is imported: cases run side by side, each in a fork, which takes no threads with it.
for name in ("OPENBLAS_NUM_THREADS", "OMP_NUM_THREADS", "MKL_NUM_THREADS"):
    os.environ.setdefault(name, "1")
