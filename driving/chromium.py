"""Puts a Chromium on this machine for the browser tests, where there is none: python -m driving.chromium"""

import os
import shutil
import subprocess
import sys


def chromium() -> str | None:
    """The Chromium to drive: CHROMIUM, or the system's; None leaves the choice to Playwright."""
    return os.environ.get("CHROMIUM") or shutil.which("chromium") or shutil.which("chromium-browser")


def main() -> None:
    if chromium() is not None:
        return
    if os.geteuid() == 0 and shutil.which("apt-get"):
        quiet = {
            "env": {**os.environ, "DEBIAN_FRONTEND": "noninteractive"},
            "check": True,
            "stdout": subprocess.DEVNULL,
        }
        subprocess.run(["apt-get", "update", "-qq"], **quiet)
        subprocess.run(["apt-get", "install", "-y", "-qq", "chromium"], **quiet)
    else:
        subprocess.run([sys.executable, "-m", "playwright", "install", "chromium"], check=True)


if __name__ == "__main__":
    main()
