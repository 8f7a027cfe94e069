"""Questions on what the numbers are and what similarity means."""

from ui.learn.quiz.question import Answer, Choice

MEANING = (
    Choice(
        "why_numbers",
        "Why does the explorer turn texts into {vectors} at all?",
        Answer(
            "So that a computer can measure how alike two texts are",
            "Texts of similar meaning get similar {vectors}, and how near these are can be computed.",
        ),
        (
            Answer(
                "So that nobody can read the texts", "They are no encryption: much of a text can be guessed from them."
            ),
            Answer("To take less room on the disk", "They often take more room than a short text does."),
            Answer("To correct spelling", "Nothing in the text is changed; it is only placed among others."),
        ),
    ),
    Choice(
        "no_shared_word",
        "“My parcel never arrived” and “The delivery did not come” share hardly a word. Where do they lie?",
        Answer("Near each other", "They mean nearly the same, and a model places texts by what they mean."),
        (
            Answer("Far apart, since the words differ", "That is how a search by words sees it, and what it misses."),
            Answer("On the very same spot", "They are close, not equal: other words shift a text a little."),
            Answer("Wherever their rows stand in the file", "The order of the rows has no part in it."),
        ),
    ),
    Choice(
        "one_number",
        "A text has {n_dims} {numbers} in this model. What does a single one of them say?",
        Answer("By itself nothing; all together are the place", "What is learned is spread over all of them."),
        (
            Answer("How positive the text is", "No single number stands for a thing that we have a word for."),
            Answer("How often its main word occurs", "Words are not counted here; the whole text is read."),
            Answer(
                "How long the text is", "Long and short texts have the same count of numbers, and none is a length."
            ),
        ),
    ),
    Choice(
        "memory",
        "About how much memory do the {vectors} of 10,000 texts take, at {n_dims} {numbers} of 4 bytes each?",
        Answer("{mb} MB", "10,000 × {n_dims} × 4 bytes are {mb} million bytes."),
        (
            Answer("{mb_small} MB", "That would be about {n_dims_small} of them for each text."),
            Answer("{mb_large} MB", "That would be ten times as many texts."),
            Answer("It depends on how long the texts are", "Each text gets the same count, however long it is."),
        ),
    ),
    Choice(
        "arrows",
        "Two arrows lead from the centre to (3, 4) and to (6, 8). Which measure finds them to be the same?",
        Answer("{similarity}", "It is {arrow_cosine}: they point the same way, and their length does not count."),
        (
            Answer("{distance}", "It is {arrow_distance}, which is not 0: the ends lie apart."),
            Answer("{dot}", "It is {arrow_dot}, and would be another with a longer arrow: it has no value for “same”."),
        ),
    ),
    Choice(
        "three_phrases",
        "Which of these is most like “{fox}”?",
        Answer("“{fox_near}”", "The model gives it {fox_near_score}: nearly the same in other words."),
        (
            Answer(
                "“{fox_related}”", "{fox_related_score}: the meaning is near, but rarer words move it further away."
            ),
            Answer("“{fox_far}”", "{fox_far_score}: it is about something else."),
        ),
    ),
    Choice(
        "score",
        "Two texts have a similarity of 0.75. What does that say?",
        Answer(
            "As a rule of thumb, that they are related; what it means here is measured in the data",
            "In some data everything is above 0.7. So the explorer shows beside each score what it means in yours.",
        ),
        (
            Answer("75 % of their words are the same", "Words are not compared; there may be none in common."),
            Answer("They are the same with a probability of 75 %", "It measures nearness; it is no probability."),
            Answer(
                "The model is right in 75 % of cases",
                "How often it is right is another thing, measured against answers.",
            ),
        ),
    ),
    Choice(
        "context",
        "“{bank}” and “{bank_too}”: what does the model do with the word “bank”?",
        Answer(
            "It reads the sentence, so the two lie apart",
            "They are only {bank_score} alike: the words around it tell the sense.",
        ),
        (
            Answer(
                "It gives both the same place, as it is one word", "A fixed list of words would; this model reads on."
            ),
            Answer(
                "It leaves the word out, as it is unclear", "Nothing is left out; each word counts in its sentence."
            ),
        ),
    ),
    Choice(
        "yes_or_no",
        "“{yes}” and “{no}” say opposite things. How alike are they to the model?",
        Answer(
            "Very much alike: both are about a delivery and its time",
            "They have {yes_score}. Models hear what a text is about better than whether it says yes or no. Look "
            "before you count on a search to tell.",
        ),
        (
            Answer("Not at all, since one denies the other", "One would wish so; try it in the playground."),
            Answer("Exactly as far apart as two random texts", "They share their subject, which random texts do not."),
        ),
    ),
)
