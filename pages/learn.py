"""Learn: what lies behind all of this, as a lesson to try out; the quiz, the lab, and what of it is done."""

import streamlit as st

from ui import learn, page_shell, preview, tour, visit

visit.begin("Learn")
page_shell.start("Learn")
preview.follow()
with page_shell.errors_explained():
    lesson, quiz, lab, done = st.tabs(["Lesson", "Quiz", "Lab", "Done"], key="learn_tabs", on_change="rerun")
    if lesson.open:
        with lesson:
            learn.lesson()
    if quiz.open:
        with quiz:
            learn.quiz_board()
    if lab.open:
        with lab:
            learn.lab_board()
    if done.open:
        with done:
            learn.done_board()
            tour.again()
visit.end("Learn")
