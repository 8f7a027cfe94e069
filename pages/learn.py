"""Learn: the quiz, the lab, and what of it is done."""

import streamlit as st

from ui import deeds, learn, page_shell, preview, tour, visit

visit.begin("Learn")
page_shell.start("Learn")
preview.follow()
with page_shell.errors_explained():
    quiz, lab, done = st.tabs(["Quiz", "Lab", "Done"], key="learn_tabs", on_change="rerun")
    if quiz.open:
        with quiz:
            learn.quiz_board()
    if lab.open:
        with lab:
            learn.lab_board()
    if done.open:
        with done:
            learn.done_board(sections=(), read=deeds.sections_read())
            tour.again()
visit.end("Learn")
