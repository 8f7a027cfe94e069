"""The words of the lesson: of each section its title, its text and what to observe, plain and technical."""

LESSON: dict[str, tuple[str, str]] = {
    "learn": (
        "A lesson to try out: short sections, each with something to do, and one thing to find out by yourself. Every "
        "number is worked out while you look.",
        "The lesson on embeddings as live experiments. Every figure is computed by embedcore when it is shown.",
    ),
    "learn_why": ("Why numbers at all?", "From items to vectors"),
    "learn_why_text": (
        "A computer can compare numbers, not meanings. Two messages may have hardly a word in common, and yet a person "
        "sees at once that they ask for the same. So a model that has read a great deal writes each thing as a row of "
        "numbers, its coordinates, in such a way that things that mean the same get similar coordinates. From then on "
        "“alike” can be worked out: for messages, for products, for customers.",
        "An embedding maps an item to a vector in R^d, trained so that a simple function of two vectors, mostly the "
        "cosine of the angle between them, follows how related the items are. Comparing two items then costs d "
        "multiplications, whatever the items were.",
    ),
    "learn_why_try": (
        "Put another word for the same thing into the first text, then one for something else. Which of the two moves "
        "the number more?",
        "Replace a word by a synonym, then by an unrelated one, and compare how far the cosine falls.",
    ),
    "learn_why_try_customers": (
        "Find the two readers who are least alike. Did they read other books, or the same ones and liked other ones?",
        "Find the pair with the lowest cosine: is it disjoint items, or opposite ratings of the same ones?",
    ),
    "learn_why_try_own": (
        "Find a second one with a number much closer to that of the first. What do both have in common?",
        "Find a second row that scores much closer to the first, and say what they share.",
    ),
    "learn_ways": ("Three ways to think of it", "Metric space, compression, representation learning"),
    "learn_ways_text": (
        "**A map**: similar things lie near each other. **A summary of fixed length**: however long a text is, however "
        "many dots a picture has, what matters is packed into the same number of numbers. **Features that nobody had "
        "to think up**: instead of counting letters or looking for words, the model has learned for itself what to "
        "pay attention to.",
        "**A metric space** in which distance stands for relatedness. **Lossy compression** to a fixed d. **Learned "
        "features** in place of hand-made ones: the representation is the model's, not the analyst's.",
    ),
    "learn_ways_try": (
        "Choose a phrase and compare both lists at the bottom: what do its neighbours by hand-made features have in "
        "common, and what those by the model?",
        "Compare the nearest neighbours by standardised surface features with those by the model.",
    ),
    "learn_capture": ("What they capture in texts", "What sentence embeddings capture"),
    "learn_capture_text": (
        "Three of these phrases say nearly the same in other words; one speaks of something else. The table compares "
        "each with each: 1 is the same, 0 is unrelated. Type your own in their place.",
        "Pairwise cosine similarities of sentence vectors: paraphrases lie close without lexical overlap, the "
        "unrelated phrase near 0.",
    ),
    "learn_capture_try": (
        "Context changes meaning: type two sentences with the same word in two senses, such as the bank of a river and "
        "a bank with money. How alike are they? And what becomes of a sentence when you add “not”?",
        "Contextual encoding: put one homonym into two sentences and read the cosine; then negate a sentence, and see "
        "how little the cosine falls.",
    ),
    "learn_people": ("What they capture of people and things", "Users and items by truncated SVD"),
    "learn_people_text": (
        "No text is needed. Here a small reading circle has given stars to books, and an empty cell means: not read. "
        "From these stars alone each book and each reader gets a few numbers, so that books liked by the same people "
        "come to lie together. Nobody told the computer what a book is about. Change a few stars and see what follows.",
        "A truncated SVD of the sparse user-item matrix gives items and users vectors in one space; items co-liked by "
        "the same users align. Missing cells carry no information. Edit the matrix and it is factorised anew.",
    ),
    "learn_people_try": (
        "Let two fans of dragons love a cookery book. Does it move towards the dragons? How many stars does it take?",
        "Add strong ratings that link two blocks of the matrix and watch the off-diagonal cosines grow.",
    ),
    "learn_made": ("How they are made", "Pretrained, factorised, predicted"),
    "learn_made_text": (
        "There are two ways. **A ready model** has read a large part of what people write, and understands your texts "
        "the moment it sees them. **Learned from your own data**: which words stand together in the same texts, or "
        "near each other, says what they mean here, without anything from outside. The second knows your own words, "
        "and needs many texts to learn from.",
        "**Pretrained transformer**: contrastively trained, mean-pooled. **Truncated SVD** (LSA) of the weighted "
        "term-document matrix. **word2vec** (skip-gram): predict the words around a word; its vectors made "
        "king - man + woman famous.",
    ),
    "learn_arithmetic": (
        "**Reckoning with words.** If directions have a meaning, then the way from man to woman, taken from king, "
        "should lead near queen. Words below are read one by one by the small model that came with this program, and "
        "the words of the sum itself are never an answer.",
        "**Word arithmetic** (3CosAdd over unit vectors of the static model's words; the terms of the sum are "
        "excluded).",
    ),
    "learn_made_try": (
        "Look at how close the words of the sum themselves are: often the sum has hardly left its first word, and the "
        "famous answer comes first only because that one is not allowed. Find a sum that fails.",
        "Compare the best answer's cosine with those of the excluded terms; much of the analogy effect is that "
        "exclusion. Find a counterexample.",
    ),
    "learn_dimensions": ("How many numbers?", "How many dimensions?"),
    "learn_dimensions_text": (
        "More numbers hold finer shades of meaning, and take more room and time. With few rows there is a trap: the "
        "directions that fit them best are partly chance, learned by heart, and do not hold for the next row. Try "
        "fewer on this data: the curve shows how many of the most similar ones stay the same.",
        "More dimensions keep nuance and cost storage and query time; directions fitted to few rows overfit. "
        "Truncation and PCA are judged by the 10 nearest neighbours kept, PCA on rows it was not fitted to.",
    ),
    "learn_dimensions_try": (
        "Where does the curve become flat? Half of the numbers cost half of the room: what do they keep?",
        "Read the knee, and the ratio of kept neighbours at half of the dimensions.",
    ),
    "learn_way_pca": ("numbers chosen to fit", "PCA"),
    "learn_way_truncate": ("the first numbers", "truncation"),
    "learn_bend": ("the bend", "knee"),
    "learn_ways_fewer": (
        "There are two ways to have fewer: numbers made anew, chosen so that they tell {rows} apart as well as so few "
        "can; or simply the first ones of each, the others cut off.",
        "PCA, fitted on one half of the rows and asked with the other (dotted: with the same half); or the first "
        "dimensions alone, renormalised for the cosine.",
    ),
    "learn_metrics": ("Ways to measure", "Metrics"),
    "learn_metrics_text": (
        "Two things are two arrows. Drag their tips, or go to one with Tab and move it with the arrow keys (with Shift "
        "in small steps), and see what three ways to compare them say.",
        "Two vectors in the plane. Drag their tips or move them by keyboard; cosine, L2 distance and dot product are "
        "computed as you go.",
    ),
    "learn_metrics_try": (
        "Make one arrow twice as long without turning it. Which number stays, which two change? For texts length says "
        "little: that is why direction is the usual choice.",
        "Scale one vector: cosine is invariant, L2 and dot product are not. For vectors of length 1 all three give the "
        "same order.",
    ),
    "learn_arrow_cosine": ("Direction alone", "Cosine similarity"),
    "learn_arrow_distance": ("Straight-line distance", "L2 distance"),
    "learn_arrow_dot": ("Direction and length", "Dot product"),
    "learn_arrow_none": ("none, as there is no direction", "undefined: a zero vector has no direction"),
    "learn_neighbours": ("The nearest ones", "Nearest neighbours"),
    "learn_neighbours_text": (
        "Nearly everything useful begins with one question: which others are most like this one? The program compares "
        "it with every other, and sorts. That is all.",
        "Exact k-nearest-neighbour search: one score per row, sorted; ties keep row order. Everything else on these "
        "pages starts from it.",
    ),
    "learn_neighbours_try": (
        "Raise the number of neighbours until the last one surprises you. What was its similarity? There, for this "
        "one, is the end of “alike”.",
        "Raise k until relevance ends, and read the score there: a local threshold.",
    ),
    "learn_search": ("Search by meaning", "Semantic search"),
    "learn_search_text": (
        "What you look for is written as numbers by the same model, and its nearest ones are the results. So something "
        "can be found that has no word in common with what you typed. Words that both have are marked.",
        "The query is embedded by the space's encoder and its nearest rows are returned, beside the matches of a "
        "lexical index.",
    ),
    "learn_search_try": (
        "Find a phrase for which the search by words finds nothing and the search by meaning the right thing. Then the "
        "other way round: a name or a number.",
        "Find a query where lexical search fails and one where it wins (identifiers, rare names).",
    ),
    "learn_likes": ("Users like you", "Collaborative filtering"),
    "learn_likes_text": (
        "With users and items in one space, people are compared like texts: whose taste is most like this one's? What "
        "they liked and this one has not had is a good guess for what comes next, and the program says because of "
        "what.",
        "Users are weighted means of their items' vectors in the SVD space; neighbours by cosine, recommendations by "
        "the regularised item-item score with its contributions.",
    ),
    "learn_likes_try": (
        "Choose somebody with an unusual taste. Is the best guess still a good one? Few stars make poor guesses.",
        "Inspect a sparse user: the support of each recommendation is its list of contributing items.",
    ),
    "learn_grouping": ("Grouping", "Clustering"),
    "learn_grouping_text": (
        "What lies together can be gathered into groups, without telling the program what to look for. It does not "
        "know how many there are: that is a choice, and every choice gives an answer.",
        "k-means on the unit sphere; k is a choice. Names are contrasting phrases of each cluster.",
    ),
    "learn_grouping_try": (
        "Ask for too few groups, then for too many. Which topics are thrown together, which are torn apart?",
        "Vary k, and watch clusters merge and split; see the mean silhouette.",
    ),
    "learn_repeats": ("What repeats", "Near-duplicates and thresholds"),
    "learn_repeats_text": (
        "Where two texts are alike enough, they are taken for the same request. How much is enough? Below are pairs "
        "that a person has judged. Move the bar: from it on the program says “the same”.",
        "A threshold on the score turns similarity into a decision. On judged pairs its precision and recall are "
        "counted.",
    ),
    "learn_repeats_try": (
        "Low, it finds nearly all that is the same, and much that is not; high, it misses a lot, and even there a "
        "small “not” can fool it. There is no place where it does neither. Which error is dearer to you?",
        "The threshold trades recall against precision; the right place depends on the cost of each error.",
    ),
    "learn_right": ("Of what it calls the same, really the same", "Precision"),
    "learn_found": ("Of what is really the same, found", "Recall"),
    "learn_maps": ("Three maps of the same data", "PCA, t-SNE and UMAP"),
    "learn_maps_text": (
        "A map squeezes hundreds of numbers into two. None can keep everything, and each keeps something else. All "
        "three show the same rows in the same colours.",
        "PCA keeps global variance, t-SNE local neighbourhoods, UMAP a fuzzy neighbour graph. The same vectors, three "
        "projections; each is judged by the true neighbours it keeps.",
    ),
    "learn_maps_try": (
        "A picture helps to judge a model: do things of one kind lie together? Then move the sliders and see what is "
        "true on all maps, and what only on one. Believe the first.",
        "Vary perplexity, n_neighbors and min_dist; trust the structure that survives.",
    ),
    "learn_no_slider": (
        "Nothing to set: always the same picture.",
        "No hyperparameter: a linear projection.",
    ),
    "learn_failures": ("Four ways to go wrong", "Four failure modes"),
    "learn_failures_text": (
        "Each of these has spoilt real work, and each looks harmless: no error, only worse answers. Break it, look at "
        "what becomes of the neighbours, read what the Trust page says, and mend it.",
        "Four silent failures, induced and repaired: wrong metric, out-of-vocabulary words, mixed encoders, one "
        "dominant dimension; with the finding of ec.check_health before and after.",
    ),
    "learn_failures_try": (
        "In which of the four would you have noticed anything without looking at single rows?",
        "Which failure is visible in the scores alone, and which only in the neighbours?",
    ),
    "learn_fail_metric": ("The wrong way to measure", "Wrong metric"),
    "learn_fail_metric_text": (
        "Each row is made stronger or weaker by chance, as happens where long texts give long rows of numbers, and "
        "then compared by straight-line distance. What they mean has not changed. Mended by comparing direction alone, "
        "for which strength does not count.",
        "Each vector is scaled by a random factor (log-normal), and L2 distance is used in place of cosine. Repaired "
        "by cosine.",
    ),
    "learn_fail_words": ("Words that the model does not know", "Out-of-vocabulary words"),
    "learn_fail_words_text": (
        "Notes in the short forms of a hospital. The model has hardly seen them, cuts them into pieces, and compares "
        "their spelling. Mended by writing them out; where that can't be done, by a model that learns from such texts.",
        "Clinical shorthand, split into word pieces without meaning. Repaired by expansion; otherwise by a domain "
        "model or one fitted to the corpus.",
    ),
    "learn_fail_models": ("Two models in one data set", "Mixed encoders"),
    "learn_fail_models_text": (
        "Half of the rows are read by one model, half by another, whose shorter rows are filled up with zeros. Numbers "
        "of two models have nothing to do with each other. Mended by reading all with one model.",
        "Half of the vectors come from another encoder, zero-padded to the same length. The spaces are not aligned. "
        "Repaired by re-encoding.",
    ),
    "learn_fail_scale": ("One number on another scale", "A dominant dimension"),
    "learn_fail_scale_text": (
        "One of the numbers of each row is thirty times too large, as when grams and kilograms meet in one table. It "
        "alone now decides what is alike. Mended by giving every number the same weight.",
        "One dimension is multiplied by thirty and dominates the variance. Repaired by standardising.",
    ),
    "learn_audience": ("What to say, and what not", "Talking to a business audience"),
    "learn_audience_text": (
        "Whoever decides does not need the words of the trade; they need to know what it does for them, how sure it "
        "is, and what it can't do. On the left what to say, on the right what not to say.",
        "Translations for people outside the field: outcome, certainty and limits before mechanism.",
    ),
    "learn_audience_try": (
        "Tell a colleague in one sentence what this program does, without a word of the right column.",
        "Explain the result of a nearest-neighbour search without one technical term.",
    ),
    "learn_reference": ("For reference", "Quick reference"),
    "learn_reference_text": (
        "Which models there are and how many numbers each makes; what a similarity means.",
        "Models with their dimensions; thresholds of the rule of thumb and what is measured in this space.",
    ),
    "learn_reference_try": (
        "Does the rule of thumb hold for your data? Open it, and read the last line here again.",
        "Compare the rule of thumb with the calibration of your own space.",
    ),
}  # fmt: skip
