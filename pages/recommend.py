"""Recommend: what users would like next, with the reasons; similar users; and how good it is."""

from ui import page_shell, recommend

page_shell.start("Recommend")
with page_shell.errors_explained():
    project, space = page_shell.require_users()
    recommend.board(project, space)
