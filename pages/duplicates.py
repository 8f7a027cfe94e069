"""Duplicates: what repeats, side by side; decide who stays, and take away the cleaned table."""

from ui import duplicates, page_shell, preview, visit

visit.begin("Duplicates")
page_shell.start("Duplicates")
preview.follow()
project, space = page_shell.require_space()
with page_shell.errors_explained():
    duplicates.board(project, space)
visit.end("Duplicates")
