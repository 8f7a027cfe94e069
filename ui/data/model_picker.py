"""Which model reads the texts or pictures, with everything that must be known to choose."""

import os
from typing import Any

import streamlit as st

import embedcore as ec
from embedcore import jobs
from embedcore.encoders import LSA_DIMS, propose_model
from embedcore.net import CLOSED, private_use
from ui import cache, session, wording
from ui.data import get_model
from ui.markup import literal

KEY_NAME, KEY_LABEL, OPTIONAL_KEY_LABEL = "OPENAI_API_KEY", "Key", "Key, where the server wants one"
OTHER_HUB, OTHER_SERVER = "another model of the Hugging Face hub", "a server of your own"
WORD_VECTORS = "word-vectors"
"""Works wherever its file is given, so its card alone can't say that it is available."""

USED = session.Kept("data_model_used", "")
"""The model that read this data before another one was asked for; the choice begins there."""


def choose(project: session.Project) -> jobs.ModelChoice | None:
    """The model with its options; None, with what is missing, where it can't be used yet."""
    modality = "image" if project.kind == "images" else "text"
    cards = {card.name: card for card in ec.list_models() if card.modality == modality}
    # The card of a model elsewhere names the server that texts really go to, which OPENAI_BASE_URL may change.
    cards |= {name: jobs.ModelChoice(name).card for name, card in cards.items() if card.remote}
    has_items = project.kind == "images" or project.dataset.text_column is not None
    proposal = propose_model(project.dataset, project.kind) if has_items else None
    names = sorted(cards, key=lambda name: (not (cards[name].available or name == WORD_VECTORS), cards[name].remote))
    names += [OTHER_HUB] + ([OTHER_SERVER] if modality == "text" else [])
    wanted = proposal.name if proposal is not None else names[0]
    start = used if (used := USED.now()) in names else wanted
    key = f"data_model_{project.kind}_{start}_{project.id}"
    name = st.selectbox(
        wording.say("model"),
        names,
        index=names.index(start),
        format_func=lambda one: _shown(one, cards),
        key=key,
    )
    if proposal is not None and name == proposal.name:
        st.caption(f":material/lightbulb: Proposed is {literal(proposal.name)}: {literal(proposal.reason)}.")
    return _with_options(name, cards)


def choose_reader() -> jobs.ModelChoice | None:
    """The model that made vectors which exist already; None, with what is missing, where it is not chosen yet."""
    cards = {
        card.name: card
        for card in ec.list_models()
        if card.modality == "text" and not card.learns and (card.available or card.remote)
    }
    name = st.selectbox(
        wording.say("model"),
        [*cards, OTHER_HUB, OTHER_SERVER],
        index=None,
        placeholder="Choose the model that made them",
        format_func=lambda one: _shown(one, cards),
        key="search_model",
    )
    return _with_options(name, cards) if name is not None else None


def described(card: ec.ModelCard) -> str:
    """Everything on the card, as a sentence or two."""
    facts = [
        f"{literal(card.description)}",
        f"Languages: {literal(card.languages)}." if card.languages and card.modality == "text" else "",
        f"Reads up to {card.max_tokens:,} tokens (about {card.max_tokens * 3 // 4:,} words) of a text."
        if card.max_tokens
        else "",
        _read_as(card),
    ]
    more = [
        f"{card.n_dims:,} dimensions" if card.n_dims else "",
        f"{card.size_mb:,} MB" if card.size_mb else "",
        "" if card.learns else f"licence: {literal(card.licence)}",
        "" if card.remote or not card.available else "works without a network",
        f"computes in {card.precision} here" if card.precision else "",
        f"{card.speed:,.0f} {wording.rows()} a second on this machine" if card.speed else "",
    ]
    return " ".join(filter(None, facts)) + " " + ", ".join(filter(None, more)) + "."


def _read_as(card: ec.ModelCard) -> str:
    """What is put in front of texts, where anything is."""
    texts = f"“{literal(card.document_prompt)}”" if card.document_prompt else "nothing"
    phrases = f"“{literal(card.query_prompt)}”" if card.query_prompt else "nothing"
    if (card.document_prompt, card.query_prompt) == ("", ""):
        return ""
    return f"As it was taught, {phrases} is put in front of what is searched for, and {texts} in front of the data."


def cost(dataset: ec.Dataset, choice: jobs.ModelChoice) -> str:
    """What it will cost to send the texts, as far as that is known."""
    encoder: Any = choice.encoder()
    found = encoder.estimate_cost(dataset.texts)
    if not found.n_texts:
        return "All texts were read by this model before: nothing is sent."
    price = f", at most about ${found.usd:.4f} (prices of {found.prices_as_of:%B %Y})" if found.usd is not None else ""
    cached = f"; {found.n_cached:,} were read before" if found.n_cached else ""
    return f"{found.n_texts:,} different texts with at most about {found.n_tokens:,} tokens{price}{cached}."


def _shown(name: str, cards: dict[str, ec.ModelCard]) -> str:
    if name not in cards:
        return f"{name[:1].upper()}{name[1:]} …"
    card = cards[name]
    if card.remote:
        return f"{name} · sent to {card.provider}"
    if name == WORD_VECTORS:
        return f"{name} · from {card.provider}"
    return name if card.available else f"{name} · not on this machine"


def _with_options(name: str, cards: dict[str, ec.ModelCard]) -> jobs.ModelChoice | None:
    """That model, which is described, with what must be said to use it; None where it can't be used yet."""
    if name == OTHER_HUB:
        return _hub_choice()
    if name == OTHER_SERVER:
        return _server_choice()
    with st.expander(f"About this model{' and its settings' if name == 'lsa' else ''}", icon=":material/info:"):
        st.caption(described(cards[name]))
        if name == "lsa":
            n_dims = st.select_slider("Dimensions", [25, 50, 100, 200, 300], LSA_DIMS, key="data_lsa_dims")
            return jobs.ModelChoice(name, (("n_dims", n_dims),) if n_dims != LSA_DIMS else ())
    if cards[name].remote:
        return _remote_choice(name)
    if name == WORD_VECTORS:
        return _word_vectors_choice()
    if not cards[name].available:
        get_model.offer(cards[name])
        return None
    return jobs.ModelChoice(name)


def _word_vectors_choice() -> jobs.ModelChoice | None:
    """The file is kept in the server's own folder, by its content."""
    file = st.file_uploader(
        "A file of word vectors (GloVe or word2vec, text or binary, also .gz)",
        type=["txt", "vec", "bin", "gz"],
        key="data_word_vectors",
    )
    if file is None:
        return None
    path = cache.job_queue().keep_file(file.name, file.getbuffer(), session=session.id())
    return jobs.ModelChoice("word-vectors", (("path", str(path)),))


def _hub_choice() -> jobs.ModelChoice | None:
    where = "Name on the hub, or a folder of this machine" if private_use() else "Name on the hub (organisation/model)"
    name = st.text_input(where, key="data_hub_model", placeholder="intfloat/multilingual-e5-small").strip()
    if not name:
        st.caption("It must be a sentence-transformers model with safetensors, and on this machine already.")
        if not private_use():
            st.caption(f"Folders can't be named: {literal(CLOSED)}.")
        return None
    choice = jobs.ModelChoice(name)
    st.caption(described(choice.card))
    return choice


def _server_choice() -> jobs.ModelChoice | None:
    st.caption("Any server with the interface of OpenAI's embeddings: vLLM, llama.cpp, LM Studio, Ollama, a gateway.")
    if not private_use():
        st.caption(f"It must be on the internet: {literal(CLOSED)}.")
    address = st.text_input("Address", key="data_api_url", placeholder="https://models.example.com/v1").strip()
    name = st.text_input("Model", key="data_api_model", placeholder="as the server calls it").strip()
    key = typed_key(OPTIONAL_KEY_LABEL)
    prefixes = _prefixes()
    if not address or not name:
        return None
    return _checked(jobs.ModelChoice(name, (("base_url", address), *prefixes), key))


def _prefixes() -> tuple[tuple[str, str], ...]:
    """What the model wants in front of texts; most want nothing. Blanks at the end are kept: they are part of it."""
    with st.popover("What the model wants in front of texts", icon=":material/text_select_start:"):
        st.caption("Some models tell what is searched for from what is found: E5 by “query: ” and “passage: ”.")
        query = st.text_input("In front of what is searched for", key="data_api_query_prefix")
        document = st.text_input("In front of the data", key="data_api_document_prefix")
    given = (("query_prefix", query), ("document_prefix", document))
    return tuple((name, prefix) for name, prefix in given if prefix)


def _remote_choice(name: str) -> jobs.ModelChoice | None:
    options: tuple[tuple[str, Any], ...] = ()
    if name.startswith("text-embedding-3"):
        dims = st.number_input(
            "Dimensions (0: all)", 0, 3072, 0, 64, key="data_api_dims", help="Fewer take less memory and say less."
        )
        options = (("dimensions", int(dims)),) if dims else ()
    in_secrets, in_environment = _in_secrets(), os.environ.get(KEY_NAME, "").strip()
    key = in_secrets if private_use() else ""
    # Where it is not private, each visitor gives a key of their own: all would spend that of the settings.
    if key:
        st.caption(":material/key: The key in this app's secrets is used.")
    elif private_use() and in_environment:  # where the encoder finds it
        st.caption(f":material/key: The key in the environment ({KEY_NAME}) is used.")
    else:
        if in_secrets or in_environment:
            st.caption(f":material/key_off: The key in this app's settings is not used: {literal(CLOSED)}.")
        key = typed_key(KEY_LABEL)
        if not key:
            return None
    return _checked(jobs.ModelChoice(name, options, key))


def _checked(choice: jobs.ModelChoice) -> jobs.ModelChoice:
    """Raises ParameterError for an address, key or option that can't be; nothing is sent."""
    choice.encoder()
    return choice


def typed_key(label: str) -> str:
    """The key of an API, which goes to the worker and nowhere else; empty where there is none to send along."""
    # Without a key= of its own: then the state of the session, which shows in traces, does not hold it, and what was
    # typed for one server is not in the field for another.
    return st.text_input(
        label,
        type="password",
        help="It is sent to this server alone, and never stored or shown.",
        autocomplete="off",
    ).strip()


def _in_secrets() -> str:
    try:
        return str(st.secrets.get(KEY_NAME, ""))
    except FileNotFoundError:  # no secrets file
        return ""
