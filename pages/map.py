"""Map: all texts as points, coloured by group; select, filter, click, download."""

from ui import map as map_page
from ui import page_shell, preview

page_shell.start("Map")
preview.follow(on_map=True)
project, space = page_shell.require_space()
preview.how_read(project)
with page_shell.errors_explained():
    map_page.map_and_panel(map_page.shown_map(project, space))
