"""Search: type a phrase, see what is closest, and move the threshold."""

from ui import page_shell, preview, search, visit

visit.begin("Search")
page_shell.start("Search")
preview.follow()
project, space = page_shell.require_space()
with page_shell.errors_explained():
    query = search.query_box(project, space)
    if query is not None:
        search.results(project, space, query)
visit.end("Search")
