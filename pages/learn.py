"""Learn: what lies behind all of this, as a lesson to try out."""

from ui import learn, page_shell, preview, visit

visit.begin("Learn")
page_shell.start("Learn")
preview.follow()
learn.lesson()
visit.end("Learn")
