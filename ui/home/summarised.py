"""What is in the data that is open, on Home, where there is any."""

from ui import page_shell, session


def summary() -> bool:
    """Shows it; whether data with vectors is open."""
    project = session.project()
    if project is None or project.space is None:
        return False
    from ui import preview  # what the first look at Home does without
    from ui import summary as summary_page

    preview.follow()
    with page_shell.errors_explained():
        summary_page.page(project, project.space)
    return True
