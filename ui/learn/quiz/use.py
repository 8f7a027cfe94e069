"""Questions on maps, groups, repeats, what goes wrong, and what may be said of it."""

from ui.learn.quiz.question import Answer, Choice

USE = (
    Choice(
        "threshold",
        "You raise the least similarity that a result must have. What happens?",
        Answer(
            "Fewer results, more of them right, and some right ones are missed",
            "Among the everyday phrases {pairs_low} pairs reach {low}, and {pairs_high} reach {high}.",
        ),
        (
            Answer("More results, all of them right", "A stricter limit never lets more through."),
            Answer("The same results in another order", "The order stays; the list ends earlier."),
            Answer("The model reads more precisely", "Nothing is read anew; only what is shown changes."),
        ),
    ),
    Choice(
        "between_islands",
        "On the {umap} two islands lie far apart. What follows?",
        Answer(
            "That they are different; not how different",
            "Such a map keeps near neighbours together. The room between islands is hardly a measure of anything.",
        ),
        (
            Answer(
                "They are twice as different as two at half the distance", "Distances between islands can't be read so."
            ),
            Answer(
                "Nothing at all, the map is random", "Who lies together is no chance; Trust measures how far it holds."
            ),
        ),
    ),
    Choice(
        "kept",
        "{n_phrases} everyday phrases are flattened from {n_dims} {numbers} to the 2 of the {pca}. Of the {k} that are "
        "most like a phrase, how many are still near it, on average?",
        Answer(
            "About {kept}",
            "Measured just now: {kept_exact}. A flat map can't keep everything, so ask it only for hints.",
        ),
        (
            Answer("All {k}", "Two {numbers} hold far less than {n_dims}; something must be given up."),
            Answer("None", "By chance alone some would stay; the map keeps more than that."),
        ),
    ),
    Choice(
        "overview",
        "What is the {pca} good for?",
        Answer(
            "The broad directions, the same each time", "It turns the data so that the greatest differences are seen."
        ),
        (
            Answer("To find small groups", "These often lie on top of each other there; the {tsne} parts them."),
            Answer("To see every neighbour at its true distance", "No flat map shows that."),
        ),
    ),
    Choice(
        "groups",
        "The explorer finds {groups} in your tickets and names them. Who decides what they are?",
        Answer(
            "You: it proposes, and you rename, merge and split",
            "Where one ends and the next begins is a matter of use.",
        ),
        (
            Answer("The model, and it is always right", "Often there are several good ways to part the same rows."),
            Answer("The column of the topic in the file", "It is not looked at; {groups} come from the texts alone."),
        ),
    ),
    Choice(
        "repeats",
        "Two orders for the same shirt in two sizes are 0.96 alike. May one be deleted?",
        Answer("Not unseen: near in meaning is not the same", "A number, a name or a “not” may be all the difference."),
        (
            Answer(
                "Yes, above 0.95 it is always a copy", "No such number holds in all data; look at pairs at the limit."
            ),
            Answer("Never, whatever it says", "True copies can go, once somebody has looked."),
        ),
    ),
    Choice(
        "unknown_words",
        "Your texts are full of product codes such as “XK-4471”. What becomes of the search by meaning?",
        Answer(
            "It knows little of them: rows with codes alone lie where chance puts them",
            "A model knows what it read while it was made. For codes, search by words, or use other columns.",
        ),
        (
            Answer("It finds them better than words do", "To the model a code is a few meaningless pieces."),
            Answer("It stops with an error", "It reads on in silence, which is worse; the Trust page tells."),
        ),
    ),
    Choice(
        "two_models",
        "Half of your rows were read by one model, the other half by another. What then?",
        Answer(
            "They can't be compared: read all by one",
            "Each model has its own coordinates. The halves would look like two subjects, whatever they say.",
        ),
        (
            Answer(
                "It is fine if both have {n_dims} {numbers}", "The same count does not make them the same coordinates."
            ),
            Answer("It gets better, since two know more than one", "Two can be compared side by side, never mixed."),
        ),
    ),
    Choice(
        "scales",
        "Customers are compared by age in years and income in cents. What goes wrong?",
        Answer(
            "Income decides alone",
            "Its differences are thousands of times as large. Bring all columns to one scale first.",
        ),
        (
            Answer("Age decides, since it comes first", "The order of columns has no part in it."),
            Answer("Nothing, numbers are numbers", "A straight line adds up differences, and the larger unit wins."),
        ),
    ),
    Choice(
        "users",
        "Where do the {user_vectors} come from?",
        Answer("From who chose what", "Users who like the same things come near each other, and near what they like."),
        (
            Answer(
                "From what the items' descriptions say", "Descriptions are not needed; choices alone are learned from."
            ),
            Answer("From age and place of the users", "Nothing of that has to be known."),
        ),
    ),
    Choice(
        "audience",
        "What can you say of it to a business audience?",
        Answer(
            "“We find similar past tickets, even if they phrase things differently”",
            "It says what they get, in their words, and promises nothing that was not measured.",
        ),
        (
            Answer(
                "“The AI understands our customers”",
                "It places texts by how words were used; that is no understanding.",
            ),
            Answer("“It is 92 % accurate”, since a similarity was 0.92", "A similarity is no share of right answers."),
            Answer(
                "“The map proves that there are 12 kinds of complaints”", "A map hints; another setting shows 10 or 15."
            ),
        ),
    ),
)
