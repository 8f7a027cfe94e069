"""How errors of project files speak: of Python, or of a page."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Words:
    """How errors speak to whoever opened a file.

    written: what a project file is, as in "as ec.save() writes it". otherwise: what to do with a file that is none.
    newer: the program that a file of a later version was made by, a bracket, and what to do. details: whether to say
    what in it is wrong.
    """

    written: str = "a project file, as ec.save() writes it"
    otherwise: str = "save it again, or read a table with ec.read_table()"
    newer: str = "embedcore); update with pip install --upgrade embedding-explorer"
    details: bool = True
