"""Playground: type texts and see where they land, what is close to them, and what changes them."""

from ui import page_shell, playground, preview, visit

visit.begin("Playground")
page_shell.start("Playground")
preview.follow()
with page_shell.errors_explained():
    project, space, built_in = playground.loaded()
    playground.introduction(project, built_in)
    playground.board(project, space, built_in)
visit.end("Playground")
