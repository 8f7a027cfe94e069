"""Terms within the quiz's sentences, plain and as the field has them."""

QUIZ: dict[str, tuple[str, str]] = {
    "quiz_vectors": ("coordinates", "vectors"),
    "quiz_numbers": ("numbers", "dimensions"),
    "quiz_similarity": ("Direction alone (similarity by meaning)", "Cosine similarity"),
    "quiz_distance": ("The straight line between their ends", "Euclidean distance"),
    "quiz_dot": ("Direction and strength together", "The dot product"),
    "quiz_groups": ("groups", "clusters"),
    "quiz_user_vectors": ("coordinates of users and items", "user and item vectors"),
    "quiz_lesson": (
        "Questions on what you have seen, some of which you answer by doing something in the explorer. "
        "Each answer comes with its reason, the right one and the wrong ones.",
        "Questions on embeddings, some answered by doing something in the explorer. Each answer comes with its "
        "reason, the right one and the wrong ones.",
    ),
    "done_neighbours": ("Looked at what is most alike", "Used cosine neighbours"),
    "done_maps": ("Saw the map of neighbourhoods and the map of islands", "Saw t-SNE and UMAP"),
    "done_playground": ("Tried out what is alike in the playground", "Explored similarity in the playground"),
    "done_understood": ("Understood how it works", "Understood embeddings"),
    "tour_data": (
        "A sample opens with one click, and its map is there at once. Your own file works the same way: drop it below. "
        "“Next” opens the support tickets, unless something is open.",
        "Samples come with their vectors and maps. Your own file works the same way: drop it below. “Next” opens the "
        "support tickets, unless something is open.",
    ),
    "tour_points": (
        "Those that mean similar things lie together, whatever words they use and wherever they stand in the file.",
        "Rows with near vectors lie together: a projection of all dimensions to two.",
    ),
    "tour_groups": (
        "Colours are groups of alike rows, named by words that stand out in them. Click one in the list to see it "
        "alone (on a phone, the list lies in the drawer at the lower edge).",
        "Colours are clusters, named by contrasting phrases. Click one in the list to see it alone (on a phone, the "
        "list lies in the drawer at the lower edge).",
    ),
    "tour_find": (
        "Type a word in this field, and all rows without it turn pale. The page Search finds by what you mean, even "
        "where no word is the same.",
        "The field filters by words in any column. The page Search ranks by the vectors.",
    ),
    "tour_one": (
        "Click a point: its text is shown, and those that are most like it, measured on all of what the model knows, "
        "not on the flat picture.",
        "Click a point: its text, and its nearest neighbours by all dimensions, not by the map.",
    ),
    "tour_menu": (
        "The menu at the upper left leads to the rest: search, groups, what repeats, whether you can trust it; and "
        "Learn, if you want to know how it works.",
        "The menu at the upper left leads to the rest: search, clusters, duplicates, trust; and Learn.",
    ),
    "lab_explained": (
        "A notebook for those who write Python: the whole way from a file to maps, search, groups and repeats, broken "
        "in four ways and mended. It runs on your own computer; once installed, it needs no network.",
        "A Jupyter notebook: read, embed, compare, search, cluster, deduplicate, recommend, project (PCA, t-SNE, "
        "UMAP), break in four ways and mend. It runs on your own computer; once installed, it needs no network.",
    ),
}
