"""Search: type a phrase, see what is closest, and move the threshold."""

from ui import frame, query_views, search_views

frame.start("Search")
project, space = frame.require_space()
with frame.errors_explained():
    query = query_views.query_box(project, space)
    if query is not None:
        search_views.results(project, space, query)
