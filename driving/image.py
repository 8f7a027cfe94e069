"""What the Dockerfile says, read and followed without Docker: in a clean folder with a clean environment of Python."""

import json
import os
import re
import shlex
import shutil
import subprocess
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

from driving.confined import WITHOUT_RIGHTS

KNOWN = ("FROM", "ARG", "ENV", "WORKDIR", "RUN", "COPY", "USER", "VOLUME", "EXPOSE", "HEALTHCHECK", "CMD")


@dataclass(frozen=True)
class Step:
    """An instruction of a Dockerfile and what follows it, on one line."""

    name: str
    value: str

    @property
    def words(self) -> list[str]:
        """Of a command that is written as a list, or of any other value as a shell has them."""
        found = re.search(r"\[.*\]$", self.value)
        return [str(word) for word in json.loads(found.group())] if found else shlex.split(self.value)


def steps(dockerfile: str) -> list[Step]:
    """Raises ValueError for an instruction that is not one of KNOWN."""
    lines = [line for line in dockerfile.splitlines() if line.strip() and not line.lstrip().startswith("#")]
    found = [Step(*line.split(maxsplit=1)) for line in re.sub(r"\\\n\s*", "", "\n".join(lines)).splitlines()]
    if unknown := {step.name for step in found} - set(KNOWN):
        raise ValueError(f"a step must be one of {', '.join(KNOWN)} (got {', '.join(sorted(unknown))})")
    return found


def left_in(root: Path, dockerignore: str) -> list[PurePosixPath]:
    """The files below a folder that .dockerignore leaves to be copied, as paths from there."""
    rules = [line.strip() for line in dockerignore.splitlines() if line.strip() and not line.startswith("#")]
    exceptions = [rule[1:] for rule in rules if rule.startswith("!")]
    found: list[PurePosixPath] = []
    for folder, folders, files in os.walk(root):
        here = PurePosixPath(Path(folder).relative_to(root).as_posix())
        # What is left out and has no exception below it need not be looked through.
        folders[:] = [
            name
            for name in folders
            if not _is_out(here / name, rules) or any(rule.startswith(f"{here / name}/") for rule in exceptions)
        ]
        found += [here / name for name in files if not _is_out(here / name, rules)]
    return sorted(found)


def _is_out(path: PurePosixPath, rules: list[str]) -> bool:
    """The last rule that fits the path, or a folder that it lies in, decides."""
    places, out = [str(one) for one in (path, *path.parents[:-1])], False
    for rule in rules:
        pattern = _pattern(rule.removeprefix("!").strip("/"))
        if any(pattern.fullmatch(place) for place in places):
            out = not rule.startswith("!")
    return out


def _pattern(rule: str) -> re.Pattern[str]:
    parts = re.split(r"(\*\*/|\*|\?)", rule)
    meant = {"**/": "(?:.*/)?", "*": "[^/]*", "?": "[^/]"}
    return re.compile("".join(meant.get(part, re.escape(part)) for part in parts))


@dataclass(frozen=True)
class Built:
    """What the steps made. home: where the command runs. environment: of the command. writable: the volumes."""

    home: Path
    environment: dict[str, str]
    command: list[str]
    health: list[str]
    writable: list[Path]


def build(root: Path, folder: Path, *, python: str, arguments: dict[str, str]) -> Built:
    """Follows the Dockerfile of the root below an empty folder, which stands for the system's root.

    python: stands for the image's. arguments: in place of what ARG says. A user's files may be read as by root (see
    driving/confined.py). Raises CalledProcessError where a step fails.
    """
    found = steps((root / "Dockerfile").read_text(encoding="utf-8"))
    absolute = {step.value for step in found if step.name in ("WORKDIR", "VOLUME")}

    def here(text: str) -> str:
        """With the paths of the image as they are below the folder."""
        return re.sub(rf"(?<![\w.])({'|'.join(map(re.escape, absolute))})\b", rf"{folder}\1", text)

    venv = folder / "venv"
    if not venv.exists():
        subprocess.run([python, "-m", "venv", str(venv)], check=True)
    environment = {"PATH": f"{venv / 'bin'}:{os.environ['PATH']}"}
    made, home, user = Built(folder, environment, [], [], []), folder, ()
    for step in found:
        if step.name == "WORKDIR":
            home = Path(here(step.value))
            home.mkdir(parents=True, exist_ok=True)
        elif step.name in ("ARG", "ENV"):
            given = dict(word.split("=", 1) for word in shlex.split(here(step.value)))
            environment |= {name: arguments.get(name, value) for name, value in given.items()}
        elif step.name == "COPY":
            _copy(root, home, step.words)
        elif step.name == "USER":
            user = WITHOUT_RIGHTS
        elif step.name == "RUN":
            said = [*user, "sh", "-c", here(step.value)]
            subprocess.run(said, cwd=home, env={**_own(), **environment}, check=True)
        elif step.name == "VOLUME":
            made.writable.append(Path(here(step.value)))
        elif step.name in ("CMD", "HEALTHCHECK"):
            (made.command if step.name == "CMD" else made.health).extend(step.words)
    return Built(home, environment, made.command, made.health, made.writable)


def _own() -> dict[str, str]:
    """Of this process's environment: where pip finds packages, which is the machine's affair."""
    return {name: value for name, value in os.environ.items() if name.startswith("PIP_") or "proxy" in name.lower()}


def _copy(root: Path, home: Path, words: list[str]) -> None:
    """COPY of one file, or of all that .dockerignore leaves."""
    left = left_in(root, (root / ".dockerignore").read_text(encoding="utf-8"))
    *sources, _ = words
    for path in left:
        if "." in sources or str(path) in sources:
            (home / path).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy2(root / path, home / path)
