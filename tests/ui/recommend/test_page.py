"""Recommend: what each of its three ways says, against embedcore; and what it says where it does not fit."""

import re

import pytest
from streamlit.testing.v1 import AppTest

import embedcore as ec
from driving.page_words import CHOOSE_DATA, GO_ON, NOT_READ, PICK_ITEMS
from embedcore.recommend.table import Id
from tests.ui.app_page import (
    component,
    embedded,
    focus,
    healthy,
    links,
    open_sample,
    points,
    said,
    settle,
    small_csv,
    start,
    title,
    upload,
    visit,
)
from ui import samples
from ui.recommend import asked

pytestmark = pytest.mark.usefixtures("queue_ends")
PAGE = "pages/recommend.py"
CLUB = samples.find("cookery_club.csv")
LIKED = ["Red lentil soup", "Minestrone", "Chana masala"]
RATINGS = """user,film,stars
Ann,Alien,5
Ann,Brazil,4
Ann,Cube,3
Ann,Dune,1
Bob,Alien,4
Bob,Brazil,5
Cy,Cube,5
Cy,Dune,4
Di,Alien,2
"""


@pytest.fixture(scope="module")
def club() -> ec.InteractionSpace:
    """Learned here, without the pages and their workers."""
    dataset = ec.read_table(samples.FOLDER / CLUB.file)
    return ec.embed_interactions(dataset, user="member", item="dish", rating="stars", time="date")


@pytest.fixture
def app() -> AppTest:
    return settle(open_sample(CLUB))


def in_mode(app: AppTest, mode: str) -> AppTest:
    return settle(healthy(app.button_group(key="recommend_mode").set_value(mode).run()))


def recommended(app: AppTest) -> list[str]:
    return re.findall(r"^\*\*\d+\. (.*)\*\*", said(app), flags=re.M)


def reasons(app: AppTest) -> list[str]:
    return re.findall(r"^:material/recommend: (.*)$", said(app), flags=re.M)


def overlay(app: AppTest) -> dict[str, object]:
    return component(app, "recommend_map-overlay")


def test_the_sample_opens_with_recommendations_for_a_user(app: AppTest, club: ec.InteractionSpace) -> None:
    assert title(app) == "Recommend"
    assert app.session_state["project"].name == CLUB.title
    user: Id = "Bea 1"
    assert user in club.users.ids and user != club.users.ids[0]
    app = settle(healthy(app.selectbox(key="recommend_user").set_value(user).run()))
    found = ec.recommend(club, user=user)
    assert recommended(app) == list(found.items)
    assert len(found) == 10 and not set(found.items) & set(club.users.items_of(user))
    assert reasons(app) == [f"B{found.explain(place)[1:]}" for place in range(10)]
    assert f"For {user}, who has {len(club.users.items_of(user))} items" in said(app)
    row = club.position(found.items[0])
    fields = club.dataset.frame.iloc[row] if club.dataset is not None else {}
    shown = f"kind: {fields['kind']} · users: {fields['n_users']} · mean rating: {fields['mean_rating']:.2f}"
    assert shown in said(app)


def test_similar_users_and_what_they_share(app: AppTest, club: ec.InteractionSpace) -> None:
    app = settle(healthy(app.selectbox(key="recommend_user").set_value("Bea 1").run()))
    found = ec.similar_users(club, "Bea 1", n_users=5)
    shown = re.findall(r"^- \*\*(.*)\*\* \((\d\.\d\d)\): both have (.*) and (\d+) more$", said(app), flags=re.M)
    expected = [
        (other, f"{score:.2f}", ", ".join(map(str, shared)), str(n - len(shared)))
        for other, score, shared, n in zip(found.users, found.scores, found.shared, found.n_shared, strict=True)
    ]
    assert shown == expected


def test_the_map_shows_who_what_they_have_and_what_is_recommended(app: AppTest, club: ec.InteractionSpace) -> None:
    app = settle(healthy(app.selectbox(key="recommend_user").set_value("Bea 1").run()))
    found = ec.recommend(club, user="Bea 1")
    own = {club.position(item) for item in club.users.items_of("Bea 1")}
    sent = overlay(app)
    assert points(app, "recommend_map").n_rows == 150
    assert set(focus(app, "recommend_map") or []) == own | set(found.indices.tolist())
    assert sent["selected"]["row"].to_pylist() == found.indices.tolist()  # type: ignore[index]
    assert sent["lines"][0]["rows"] == found.indices.tolist()  # type: ignore[index]
    assert [marker["label"] for marker in sent["markers"]] == ["Bea 1"]  # type: ignore[attr-defined]
    projection = ec.Projection(points(app, "recommend_map").coordinates, "tsne", None, club)  # type: ignore[arg-type]
    spot = projection.place(club.users.vectors[club.users.position("Bea 1")]).coordinates[0]
    assert sent["markers"][0]["at"] == pytest.approx(spot.tolist(), abs=1e-3)  # type: ignore[index]


def test_people_who_liked_an_item_also_liked(app: AppTest, club: ec.InteractionSpace) -> None:
    app = in_mode(app, asked.FOR_ITEM)
    app = settle(healthy(app.selectbox(key="recommend_item").set_value("Minestrone").run()))
    found = ec.recommend(club, items=["Minestrone"])
    assert recommended(app) == list(found.items)
    assert "People who liked “Minestrone” also liked" in said(app)
    assert reasons(app) == []  # it is the same for all: the item itself; so the page says how many have both
    have = club.factors.weights.toarray() > 0
    ours, first = have[:, club.position("Minestrone")], have[:, club.position(found.items[0])]
    assert f"{(ours & first).sum()} of the {ours.sum()} users who have it have this one, too" in said(app)
    assert [marker["label"] for marker in overlay(app)["markers"]] == ["Minestrone"]  # type: ignore[attr-defined]
    assert "similar taste" not in said(app)


def test_somebody_new_picks_a_few_items(app: AppTest, club: ec.InteractionSpace) -> None:
    app = in_mode(app, asked.FOR_NEW)
    assert recommended(app) == []
    assert PICK_ITEMS in said(app)
    assert not app.error and not app.get("bidi_component")[-1].proto.id.endswith("-recommend_map")
    app = settle(healthy(app.multiselect(key="recommend_items").set_value(LIKED).run()))
    found = ec.recommend(club, items=LIKED)
    assert recommended(app) == list(found.items)
    assert not set(LIKED) & set(recommended(app))
    assert reasons(app) == [f"B{found.explain(place)[1:]}" for place in range(10)]
    assert [marker["label"] for marker in overlay(app)["markers"]] == ["you"]  # type: ignore[attr-defined]


def test_the_hit_rate_stands_beside_that_of_popularity(app: AppTest, club: ec.InteractionSpace) -> None:
    assert len(app.metric) == 0
    app = settle(healthy(app.button(key="recommend_measure").click().run()))
    right = ec.recommend_quality(club)
    assert [(metric.label, metric.value) for metric in app.metric] == [
        ("Found among 10 recommended", f"{right.hit_rate:.1%}"),
        ("Among the 10 most popular", f"{right.popularity_hit_rate:.1%}"),
    ]
    assert right.hit_rate > right.popularity_hit_rate
    assert f"{right.hits} of {right.n_users} users" in said(app)
    assert right.against_popularity == "better"
    assert "better than always recommending what is popular. **Use these recommendations.**" in said(app)
    assert "liked: a rating of 4 or more" in said(app)


def test_choices_survive_a_page_change(app: AppTest) -> None:
    app = in_mode(app, asked.FOR_NEW)
    app = settle(healthy(app.multiselect(key="recommend_items").set_value(LIKED).run()))
    before = recommended(app)
    app = settle(visit(visit(app, "pages/map.py"), PAGE))
    assert app.multiselect(key="recommend_items").value == LIKED
    assert recommended(app) == before


# Data of one's own


def own_ratings(content: str = RATINGS) -> AppTest:
    return embedded(upload(start(), "films.csv", content.encode()))


def test_a_user_with_nothing_left_is_told_so() -> None:
    app = own_ratings()
    assert title(app) == "Recommend"
    assert app.selectbox(key="recommend_user").value == "Ann"
    assert "all 4 items are there already: nothing is left to recommend" in said(app)
    assert recommended(app) == []
    assert "recommend_download" not in [button.key for button in app.get("download_button")]
    app = settle(healthy(app.selectbox(key="recommend_user").set_value("Bob").run()))
    assert recommended(app) == list(ec.recommend(app.session_state["project"].space, user="Bob").items)
    assert "only 2 of 4 items are left to recommend" in said(app)
    assert not app.error


def test_a_user_with_one_item_is_spoken_of_in_the_singular() -> None:
    app = own_ratings()
    app = settle(healthy(app.selectbox(key="recommend_user").set_value("Di").run()))
    assert "For Di, who has 1 item" in said(app)
    assert "1 items" not in said(app)


def test_choices_that_the_next_table_does_not_have_give_way(app: AppTest) -> None:
    app = in_mode(app, asked.FOR_NEW)
    app = settle(healthy(app.multiselect(key="recommend_items").set_value(LIKED).run()))
    app = embedded(upload(visit(app, "pages/data.py"), "films.csv", RATINGS.encode(), "data_upload"))
    app = settle(visit(app, PAGE))
    assert "For Ann, who has 4 items" in said(app)
    app = in_mode(app, asked.FOR_NEW)
    assert recommended(app) == []
    assert app.multiselect(key="recommend_items").value == []
    assert not app.error


def test_empty_cells_of_an_item_are_not_shown() -> None:
    rows = [line.split(",") for line in RATINGS.splitlines()]
    years = {"film": "year", "Alien": "1979", "Brazil": "1985", "Cube": "", "Dune": "2021"}
    app = own_ratings("\n".join(",".join([*row, years[row[1]]]) for row in rows) + "\n")
    app = settle(healthy(app.selectbox(key="recommend_user").set_value("Bob").run()))
    assert "year: 2021" in said(app)
    assert "Cube" in recommended(app)
    assert "nan" not in said(app).casefold()


def test_many_users_are_typed_not_listed(app: AppTest, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(asked, "OFFERED", 100)
    app = settle(visit(visit(app, "pages/map.py"), PAGE))
    assert recommended(app) == []
    assert app.text_input(key="recommend_user_typed").label.startswith("User (one of 400 users")
    app = settle(healthy(app.text_input(key="recommend_user_typed").set_value(" Bea 1 ").run()))
    assert "For Bea 1, who has" in said(app)
    app = settle(healthy(app.text_input(key="recommend_user_typed").set_value("Nobody").run()))
    assert "User must be one of the 400 users of the table (got 'Nobody')" in said(app)
    assert recommended(app) == []


# Where it does not fit


def test_nothing_loaded_leads_on() -> None:
    app = visit(start(), PAGE)
    assert "Nothing is loaded yet" in said(app)
    assert links(app) == [CHOOSE_DATA]


def test_ratings_that_nothing_was_learned_from_lead_to_the_next_step() -> None:
    app = visit(upload(start(), "films.csv", RATINGS.encode()), PAGE)
    assert f"films.csv is loaded, but its items {NOT_READ}" in said(app)
    assert links(app) == [GO_ON]


def test_texts_have_no_users_and_the_page_leads_on() -> None:
    app = visit(embedded(upload(start(), "small.csv", small_csv())), PAGE)
    assert "small.csv has no users and items" in said(app)
    assert links(app) == ["Open the cookery club, or another table", "Take this table as users and items"]
    assert not app.error
