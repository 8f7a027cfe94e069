"""Trust: what is wrong with the data or the model, what shows it, and what mends it."""

from ui import page_shell, preview, trust, visit

visit.begin("Trust")
page_shell.start("Trust")
preview.follow()
trust.page()
visit.end("Trust")
