"""Memory that a process has freed but still holds."""

import ctypes
import sys


def release_freed() -> None:
    """Gives freed memory back to the system where the C library can (glibc), which else keeps it for later."""
    if sys.platform == "linux":
        trim = getattr(ctypes.CDLL(None), "malloc_trim", None)
        if trim is not None:
            trim(0)
