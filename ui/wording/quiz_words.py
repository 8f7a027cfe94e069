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
    "lab_explained": (
        "A notebook for those who write Python: the whole way from a file to maps, search, groups and repeats, broken "
        "in four ways and mended. It needs this project installed, and no network.",
        "A Jupyter notebook: read, embed, compare, search, cluster, deduplicate, recommend, project (PCA, t-SNE, "
        "UMAP), break in four ways and mend. It needs this project installed, and no network.",
    ),
}
