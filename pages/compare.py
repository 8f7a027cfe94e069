"""Compare: another model, metric or number of dimensions beside the present one: which to use, and why."""

from ui import compare, page_shell, preview, visit

visit.begin("Compare")
page_shell.start("Compare")
preview.follow()
project, space = page_shell.require_space()
with page_shell.errors_explained():
    compare.page(project, space)
visit.end("Compare")
