"""Recommend: what users would like next, with the reasons; similar users; and how good it is."""

from ui import frame, recommend_views

frame.start("Recommend")
with frame.errors_explained():
    project, space = frame.require_users()
    recommend_views.board(project, space)
