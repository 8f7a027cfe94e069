"""The words themselves, by key, plain and technical. {rows}: what the rows of the data are; {row}: one of them."""

from ui.wording.lesson_words import LESSON
from ui.wording.quiz_words import QUIZ
from ui.wording.reading_words import READING

WORDS: dict[str, tuple[str, str]] = {
    **READING,
    **QUIZ,
    **LESSON,
    "tagline": (
        "We turn each text into coordinates that capture its meaning: similar phrases get similar coordinates, "
        "so texts that belong together lie together on a map. Pictures, numbers and ratings work too. See the "
        "groups, search in your own words, and download what you find.",
        "Sentence embeddings, exact nearest neighbours, k-means clusters and PCA, t-SNE and UMAP projections "
        "of your data, computed on this server.",
    ),
    "adapting": (
        "Labels, or what you have judged, say which rows belong together. A change of all coordinates can be learned "
        "from that, so that such rows come closer; it is tried on rows that it has not learned from.",
        "A linear map (shrunk within-class whitening, directions between classes emphasised) learned from a label "
        "column or judged pairs, chosen and measured by cross-validation, applied to rows and queries alike.",
    ),
    "adapting_labels": ("rows told right by the 5 closest", "accuracy of 5 nearest labelled neighbours"),
    "adapting_pairs": ("pairs told apart", "area under the ROC curve of judged pairs"),
    "privacy": (
        "Your file is read on this server, where it is kept for this browser alone so that a reload does "
        "not lose it, and can be deleted with one button: the models run here, without a network. Only "
        "where you choose a model of another server are your texts sent to it, and the page says so before.",
        "Files stay on this server (in its memory and a temporary folder; in private use what you make of them is also "
        "saved in its cache folder), for this browser alone (a cookie with a "
        "random key; bounded in bytes and "
        "age), and the models run here, without a network. Only a model of another "
        "server, such as one behind an embeddings API, gets your texts, and the page says so before.",
    ),
    "points_explained": (
        "Thin lines around 90, 60 and 30 % of all points of a flat map show where many lie over one another. Rows with "
        "the same text are one point, coloured like the first of them, and bigger the more they are, up to 72 pixels. "
        "Pale points lie far out: the nearest other one is more than 6 times as far away as usual.",
        "Contours of a flat map's smoothed density hold 90, 60 and 30 % of all points. Rows with the same text are "
        "one point, coloured like the first of them, whose diameter grows with the 0.35th power of their number, up to "
        "72 pixels. Points are pale whose nearest neighbour on the map is more than 6 times the median away.",
    ),
    "model": ("Model", "Embedding model"),
    "metric": ("How similarity is measured", "Metric"),
    "metric_cosine": (
        "The usual choice for text: compares what is said, not how long it is. 1 is the same, 0 is unrelated.",
        "The usual choice for text: compares the direction, that is the meaning, and ignores the length of the "
        "vectors. Values: -1 (opposite) to 1 (same direction).",
    ),
    "metric_cosine_rows": (
        "The usual choice for what a model made: compares directions, not lengths. 1 is the same, 0 is unrelated.",
        "The usual choice for vectors of a model: compares their direction and ignores their length. Values: "
        "-1 (opposite) to 1 (same direction).",
    ),
    "metric_euclidean": (
        "The straight-line distance: use it when the size of the numbers matters, as in measurements or tables. 0 is "
        "the same; there is no upper limit.",
        "The L2 distance: use it when the size of the numbers matters, as in measurements or tables. Values: 0 (same) "
        "and up, without a limit.",
    ),
    "metric_dot": (
        "Direction and strength together: for models trained with it, such as recommenders, where what is strong or "
        "popular counts for more. The greater, the closer.",
        "Direction and length together: for models trained with it, such as recommenders, where a long vector means a "
        "strong or popular item. Values: any number; grows with the length of the vectors.",
    ),
    "preview": (
        "**Preview**: you can already look, search and click. A more exact version, by {model}, replaces it in {when}.",
        "**Preview** by the static model: everything works on it. Vectors, clusters and projection of {model} replace "
        "it in {when}.",
    ),
    "better_model": (
        "**Reads more finely** than the model that came with the install, and takes about {slower} times as long to "
        "read.",
        "**Nearest-neighbour accuracy 0.93 instead of 0.91** (banking77, 77 intents), at about 1/{slower} of the texts "
        "a second of the bundled model.",
    ),
    "embed": ("Read the meaning of all texts", "Compute embeddings"),
    "embedding": ("Reading the meaning of the texts", "Computing embeddings"),
    "embed_rows": ("Turn all {rows} into coordinates", "Compute embeddings"),
    "learn_ratings": ("Learn who likes what", "Factorise the interactions"),
    "learning_ratings": ("Learning who likes what", "Factorising the interactions"),
    "rating_dims": ("How many tastes to tell apart", "Dimensions (truncated SVD)"),
    "recommend_quality": ("How good are these recommendations?", "Hit rate at 10 against popularity"),
    "map_method": ("Kind of map", "Projection"),
    "method_pca": (
        "**Overview**: the quickest picture. Keeps the large differences; small groups may lie on top of each other.",
        "**PCA**: linear projection on the directions of greatest variance; distances are comparable, "
        "local neighbourhoods are mostly lost.",
    ),
    "method_tsne": (
        "**Neighbourhoods**: shows best which {rows} are close to each other. How far apart groups lie says little.",
        "**t-SNE**: keeps local neighbourhoods; distances between clusters and cluster sizes carry little meaning.",
    ),
    "method_umap": (
        "**Islands**: pulls groups apart into islands. Good for a first look at the groups.",
        "**UMAP**: keeps the local neighbour graph and some of the global layout; clusters look denser than they are.",
    ),
    "map_trust": ("Trust in each place", "Neighbourhood preservation"),
    "perplexity": ("Size of a neighbourhood", "Perplexity"),
    "perplexity_help": (
        "About how many similar {rows} each one tries to stay near. Small: many little clumps. Large: broad areas.",
        "Effective number of neighbours in the Gaussian kernel; typical 5 to 50.",
    ),
    "n_neighbors": ("Size of a neighbourhood", "n_neighbors"),
    "n_neighbors_help": (
        "How many similar {rows} each one is tied to. Small: fine detail. Large: the big picture.",
        "Neighbours, the row itself included, in UMAP's graph.",
    ),
    "min_dist": ("Room between points", "min_dist"),
    "min_dist_help": (
        "Small: points are packed into tight islands. Large: they are spread out.",
        "Minimum distance of points in the embedding.",
    ),
    "regroup": ("Put them into a group", "Assign to a cluster"),
    "groups_page": (
        "Groups of similar {rows}, each a common issue: give them names, put together what belongs together, and set "
        "aside what is no issue. What you change stays, on every page and in every download.",
        "Clusters in full: cohesion, border and outlying rows. Edits are kept by row, on top of whatever is computed, "
        "on every page and in every export.",
    ),
    "solved": ("What solved it", "Answers, grouped by what was done"),
    "cohesion": ("1 would be all the same", "mean cosine similarity to the centroid"),
    "phrase_nearness": (
        "Its words are like the group to the degree of",
        "Foretold cosine similarity of its words to the centroid:",
    ),
    "middles": ("similarity of their middles", "cosine similarity of the centroids"),
    "groups": ("Groups", "Clusters"),
    "group": ("Group", "Cluster"),
    "how_many": ("How many groups", "k"),
    "how_many_coarse": ("Few", "Coarse"),
    "how_many_auto": ("Automatic", "Automatic (medium)"),
    "how_many_fine": ("Many", "Fine"),
    "how_many_number": ("A number", "k ="),
    "how_many_hdbscan": ("Dense parts only", "HDBSCAN"),
    "how_many_help": (
        "Automatic: the number whose groups stay the same when they are looked for again and again. Few and Many: "
        "the best numbers of larger and of smaller groups; each small group lies inside one of the larger ones. "
        "Dense parts only: what lies between the groups is left in none.",
        "Automatic: neighbours kept together beyond chance, weighed by k times the adjusted Rand index of k-means "
        "runs on random halves. Coarse and Fine: the best k of at most half and at least twice as many, nested. "
        "HDBSCAN on a 5-dimensional UMAP; noise has no group.",
    ),
    "n_groups": ("Number of groups", "k"),
    "how_many_curve": (
        "Groups are looked for again and again, each time on another half of the {rows}. A good number keeps {rows} "
        "and those nearest to them in one group (blue), finds the same groups each time (orange), and says more than a "
        "few large groups would.",
        "Blue: modularity of held-out {rows} over the graph of nearest neighbours. Orange: mean adjusted Rand index of "
        "k-means runs on random halves. Chosen: the best of blue * (orange * k) ** 0.16; grey: within 2% of it.",
    ),
    "dense_groups": (
        "These are the dense parts of the data; what lies between them is in no group. They are looked for on a map "
        "that pulls things together, so a small group may come from the map: look at its {rows} before you trust it.",
        "HDBSCAN on a 5-dimensional UMAP (min_dist 0), which tears evenly spread data apart; noise has no group.",
    ),
    "similar": ("Most similar {rows}", "Nearest neighbours"),
    "threshold_similarity": ("Show only what is at least this similar", "Minimum similarity"),
    "threshold_distance": ("Show only what is at most this far", "Maximum distance"),
    "search": ("Find similar texts, even if they say it in other words", "Nearest-neighbour search"),
    "search_rows": ("Find the {rows} that are most like one of them", "Nearest-neighbour search by a row"),
    "query": ("What are you looking for?", "Query text"),
    "metrics": ("Compare with other ways to measure similarity", "Compare metrics"),
    "keywords": ("Compare with a search by words", "Compare with BM25"),
    "labels": ("How good is this threshold? Check it against a label", "Precision and recall against a label"),
    "calibrating": ("Measuring what scores mean in this data", "Calibrating scores"),
    "playground": (
        "Type texts and see where they land among the others, what is close to them, and what moves them.",
        "Out-of-sample placement of typed texts by their exact nearest neighbours; nothing is refitted.",
    ),
    "arithmetic": (
        "Add and subtract words: what is to woman as king is to man?",
        "3CosAdd over unit vectors (Mikolov et al. 2013); the terms themselves are excluded.",
    ),
    "duplicates": (
        "{Rows} that say the same as others, or nearly: see them side by side, decide which one stays, and take away a "
        "table without the rest. Nothing is deleted here.",
        "Near-duplicates by exact range search over all pairs; groups are connected components, or complete-linkage "
        "clusters. The project keeps every row.",
    ),
    "find_duplicates": ("Look for what repeats", "Compare all pairs"),
    "finding_duplicates": ("Looking for what repeats", "Comparing all pairs"),
    "duplicate_similarity": ("How alike they must be", "Minimum similarity of a pair"),
    "duplicate_distance": ("How far apart they may be", "Maximum distance of a pair"),
    "duplicate_levels": (
        "Measured in this data: from **{near}** on, two {rows} are as alike as one and its slightly changed copy. Many "
        "guides say 0.95 whatever the data.",
        "Calibrated near-duplicate level of this space: **{near}**. The usual constant is 0.95.",
    ),
    "duplicate_level": (
        "Measured in this data: from **{near}** on, two {rows} are unusually close.",
        "Calibrated near-duplicate level of this space: **{near}**.",
    ),
    "complete_linkage": ("Only groups in which all are that alike", "Complete linkage"),
    "complete_linkage_help": (
        "Without it A and C are in one group where both are like B, even if they are unlike each other.",
        "Single linkage (connected components) without it.",
    ),
    "chain": (
        "**A chain**: some of these are unlike each other and only here because others lie between them.",
        "**Chain**: not every pair of this component passes the threshold.",
    ),
    "keep_rule": ("Which one stays", "Keep rule"),
    "label_right": ("right, of those that pass", "precision"),
    "label_found": ("found, of those that are right", "recall"),
    "label_best": ("best balance of both", "best F1"),
    "trust": (
        "What may mislead you in this data, found by itself: what shows it, what it means, and what to do. Where one "
        "click mends it, you see before and after first, and can take it back.",
        "Health of vectors, texts and model; each finding with its evidence, rows and a fix where there is one. A fix "
        "changes rows and queries alike and can be undone.",
    ),
    "checking_health": ("Looking for what may mislead you", "Checking the health of the space"),
    "fix_cosine": ("Compare by direction, not by size", "Use cosine similarity"),
    "fix_normalise": ("Give every {row} the same strength", "Normalise to length 1"),
    "fix_standardise": ("Let every number count the same", "Standardise each dimension"),
    "fix_all_but_the_top": ("Take away what all {rows} share", "Remove mean and top directions (all but the top)"),
    "change_normalise": ("every {row} has the same strength", "normalised to length 1"),
    "change_standardise": ("every number counts the same", "standardised"),
    "change_all_but_the_top": ("without what all {rows} share", "all but the top"),
    "change_other": ("fitted to your words", "adapted"),
    "compare": (
        "What would change with another model, another way to measure similarity, or less memory, and whether it is "
        "worth it: measured on your own {rows}.",
        "Two embedding spaces of the same {rows}: exact 10-NN overlap, agreement of k-means clusters, leave-one-out "
        "k-NN accuracy with a paired test, memory and time.",
    ),
    "compare_model": ("Another model", "Model"),
    "compare_metric": ("Another way to measure similarity", "Metric"),
    "compare_dimensions": ("Less memory", "Dimensions"),
    "compare_before": ("As it was before the last change", "Before the last change"),
    "compare_labels": ("Check both against a column", "Labels (leave-one-out k-NN)"),
    "compare_labels_help": (
        "A column that sorts {rows} into kinds. Each of the {rows} is given the kind that most of those like it have; "
        "the better side is right more often.",
        "Majority vote of the 10 nearest neighbours, each row left out; Wilson intervals, exact McNemar test.",
    ),
    "kept_neighbors": ("Of the most similar {rows}, the same by both", "Overlap of nearest neighbours"),
    "same_groups": ("Groups that are the same", "Adjusted mutual information"),
    "right_labels": ("Right by those most like it", "Leave-one-out accuracy"),
    "n_dims": ("How many numbers for each of the {rows}", "Number of dimensions"),
    "dimensions": (
        "A model writes each of the {rows} as many numbers (dimensions). More of them keep finer shades of meaning and "
        "take more memory and time; with few {rows} they add chance more than meaning. Try how many are enough here.",
        "Truncation and PCA at 32, 64, 128, ... dimensions: neighbours kept, accuracy with labels, memory, query time. "
        "PCA is judged on rows that its axes were not learned from.",
    ),
    "way_pca": ("What tells {rows} apart best", "PCA"),
    "way_truncate": ("The first ones", "Truncation"),
    "precision": ("of what is shown as repeated really is", "precision"),
    "recall": ("of what really repeats is shown", "recall"),
    "technical_help": (
        "Says the same in the terms of the field, for those who know them.",
        "Says the same with the terms of the field: cosine, k-means, UMAP.",
    ),
    "own_vectors": ("Coordinates of your own", "Vectors of your own"),
    "use_own_vectors": ("Use the coordinates that you have", "Use your vectors"),
    "use_these_vectors": ("Use these coordinates", "Use these vectors"),
    "choose_vectors": (
        "Choose the columns, or the file, that hold the coordinates.",
        "Choose the columns, or the file, that hold the vectors.",
    ),
    "leave_out_unusable": ("Leave out rows without usable coordinates", "Leave out rows without a usable vector"),
    "vectors_file": (
        "Coordinates for each row of the table, in its order: NPY, NPZ, or TSV without column names",
        "A vector for each row of the table, in its order: NPY, NPZ, or TSV without column names",
    ),
    "preview_vectors": ("This is the preview's reading", "These are the vectors of the preview"),
    "learned_from_choices": (
        "this data was learned from who chose what, not from any words",
        "these vectors were learned from who chose what, not from any words",
    ),
    "came_without_model": (
        "the coordinates came without the model that made them, and only coordinates of one model can be compared",
        "the vectors came without the model that made them, and only vectors of one model can be compared",
    ),
    "which_model": (
        "Search with a phrase: which model made these coordinates?",
        "Search with a phrase: which model made these vectors?",
    ),
    "more_phrases": (
        "Add phrases to look for several things at once, and phrases to stay away from: what the first mean is added, "
        "what the others mean is taken away, and the result is searched for.",
        "Add phrases to look for several things at once, and phrases to stay away from: their vectors are added "
        "and subtracted, and the result is searched for.",
    ),
    "phrases_added": (
        "their meanings added and taken away.",
        "the vectors added and subtracted, then brought back to the length of the first.",
    ),
    "keywords_help": (
        "Ranks the texts that contain words of your search, the rare words first.",
        "BM25: ranks the texts that contain words of your search, the rare words first.",
    ),
    "words_sent": (
        "Word arithmetic needs the coordinates of all these words, and this model is not on this machine.",
        "Word arithmetic needs the vectors of all these words, and this model is not on this machine.",
    ),
    "arithmetic_fails": (
        "the coordinates hold much more than the one difference that is added and taken away.",
        "the vectors hold much more than the one difference that is added and subtracted.",
    ),
    "dimension": ("which number", "dimension"),
    "text_numbers": ("What the model made of it", "The vector"),
    "saved_whole": (
        "Data, what the model read, map, groups, edits and names in one file",
        "Data, vectors, model, map, groups, edits and names in one file",
    ),
    "format_csv": ("Table for spreadsheets (CSV)", "CSV"),
    "holds_csv": (
        "Every {row} with its group, name and place on the map, cells as they stood in the file; what a spreadsheet "
        "would run as a formula gets a ' before it.",
        "Rows with cluster, coordinates, tags and decisions; cells as in the file, a ' before formulas.",
    ),
    "format_excel": ("Excel workbook", "Excel (xlsx)"),
    "holds_excel": (
        "The same, with real dates and numbers; nothing in it is run as a formula.",
        "The same, dates and numbers typed; numbers of more than 15 digits as text, formulas inert.",
    ),
    "format_parquet": ("Table for programs (Parquet)", "Parquet"),
    "holds_parquet": (
        "The same for programs, small and quick to read, with real dates and numbers.",
        "The same, columns typed: dates as timestamps where every filled cell is one.",
    ),
    "format_jsonl": ("A line per {row} (JSON Lines)", "JSON Lines"),
    "holds_jsonl": ("The same for scripts, one {row} a line.", "The same, one object a line; dates as in the file."),
    "format_parquet_vectors": ("Table with the numbers the model made (Parquet)", "Parquet with vectors"),
    "holds_parquet_vectors": (
        "The same table, and beside each {row} the numbers that the model made of it.",
        "The same table with a fixed-size list column of float32 vectors.",
    ),
    "format_npy": ("Only the numbers the model made (NumPy)", "Vectors (NPY)"),
    "holds_npy": (
        "What the model made of each {row}, in the order of the rows, without the table.",
        "float32 (n_rows, n_dims) in row order, as the space has them.",
    ),
    "format_projector": ("For Google's projector (two tables in a ZIP)", "Embedding Projector (TSV pair in a ZIP)"),
    "holds_projector": (
        "Unpack it and load both files at projector.tensorflow.org.",
        "vectors.tsv and metadata.tsv; ec.read_projector reads them back.",
    ),
    "format_plotly": ("The map as a figure (Plotly)", "The map as a Plotly figure (JSON)"),
    "holds_plotly": (
        "The map with its groups as an interactive figure, to be styled in Python.",
        "One trace a cluster, row numbers as customdata; plotly.io.read_json reads it.",
    ),
    "histogram_similarity": ("How similar every {row} is", "Distribution of scores over all rows"),
    "histogram_distance": ("How far every {row} is", "Distribution of scores over all rows"),
}


NOUNS = {
    "texts": ("text", "texts"),
    "images": ("picture", "pictures"),
    "vectors": ("row", "rows"),
    "numbers": ("row", "rows"),
    "ratings": ("item", "items"),
}
