"""Recommend: what users would like next, with the reasons; similar users; and how good it is."""

from ui import page_shell, preview, recommend, visit

visit.begin("Recommend")
page_shell.start("Recommend")
preview.follow()
with page_shell.errors_explained():
    project, space = page_shell.require_users()
    recommend.board(project, space)
visit.end("Recommend")
