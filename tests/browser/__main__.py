"""Sees to a browser before the tests: the system's Chromium, else Playwright's own.

python -m tests.browser
"""

import asyncio
import subprocess
import sys

from tests.browser.chromium import NONE_HERE, installed


def main() -> None:
    """Say which browser the tests will use; without any, say so plainly and let them skip."""
    if found := asyncio.run(installed()):
        print(f"Browser for the tests: {found}")
        return
    print("No Chromium on this machine; asking Playwright for its own …")
    command = [sys.executable, "-m", "playwright", "install", "chromium"]
    got = subprocess.run(command, capture_output=True, text=True, timeout=900, check=False)
    if found := asyncio.run(installed()):
        print(f"Browser for the tests: {found}")
        return
    reason = (got.stderr or got.stdout).strip().splitlines()
    print(f"Could not get one ({reason[-1] if reason else 'no reason given'}).")
    print(f"The tests in a browser will be skipped: {NONE_HERE}")


if __name__ == "__main__":
    main()
