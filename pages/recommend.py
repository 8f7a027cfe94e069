"""Recommend: what users would like next, with the reasons; similar users; and how good it is."""

from ui import page_shell
from ui.recommend import board

page_shell.start("Recommend")
with page_shell.errors_explained():
    project, space = page_shell.require_users()
    board.board(project, space)
