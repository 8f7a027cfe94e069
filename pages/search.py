"""Search: type a phrase, see what is closest, and move the threshold."""

from ui import page_shell
from ui.search import query, results

page_shell.start("Search")
project, space = page_shell.require_space()
with page_shell.errors_explained():
    query = query.query_box(project, space)
    if query is not None:
        results.results(project, space, query)
