"""The form: what goes in, what is said before, and that it becomes a file."""

from streamlit.testing.v1 import AppTest

from tests.ui.app_page import healthy, said
from tests.ui.test_plain_words import plain


def form() -> None:
    from dataclasses import replace

    import embedcore as ec
    from tests.ui.shared_file.made import dataset_of, shared_of, tickets
    from ui.shared_file import columns_of, share_form, values_of

    dataset = dataset_of(tickets(["I am a.person@example.org", *(f"the parcel {row} is late" for row in range(40))]))
    shared, space = shared_of(dataset)

    def make(chosen: list[str]) -> object:
        columns = {column: values_of(dataset, column) for column in chosen}
        return replace(shared, columns=columns, text="text" if "text" in chosen else None)

    share_form(columns_of(dataset), make, lambda: ec.neighbor_graph(space), key="share")  # type: ignore[arg-type]


def size(app: AppTest) -> float:
    return float(said(app).split("About ")[1].split(" MB")[0])


def test_one_says_what_goes_in_and_is_told_what_is_in_it() -> None:
    app = plain(healthy(AppTest.from_function(form, default_timeout=60).run()))
    assert app.multiselect(key="share_columns").value == ["text", "channel", "day"]
    assert "Everybody who has the file can read these 41 texts, 2 other columns and the names" in said(app)
    out = "reply_to (41 values with an e-mail address or a phone number), customer_name (it seems to name persons)."
    assert f"Not in it unless you choose them: {out}" in said(app) and "Taken out" not in said(app)
    assert [warning.value for warning in app.warning] == ["text: 1 value with an e-mail address or a phone number."]
    small = size(app)
    app = plain(healthy(app.toggle(key="share_search").set_value(True).run()))
    assert 8 < size(app) - small < 10
    app = plain(healthy(app.multiselect(key="share_columns").set_value(["channel"]).run()))
    assert "read 1 column of these 41 texts and the names of the groups" in said(app) and not app.toggle
    assert "Taken out by you: text, day." in said(app) and "Without text no text can be read" in said(app)
    app = plain(healthy(app.multiselect(key="share_columns").set_value([]).run()))
    assert "can see 41 points on the map and the names of the groups, and read nothing else" in said(app)
    assert size(app) <= small and "Taken out by you: text, channel, day." in said(app)
    app = healthy(app.multiselect(key="share_columns").set_value(["text"]).run())
    assert "read these 41 texts and the names of the groups" in said(app)
