"""Groups: what each of them is, and what a person makes of them."""

from ui import groups, page_shell, preview, visit

visit.begin("Groups")
page_shell.start("Groups")
preview.follow()
project, space = page_shell.require_space()
with page_shell.errors_explained():
    groups.page(project, space)
visit.end("Groups")
