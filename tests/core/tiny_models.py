"""Tiny real models, made and saved by sentence-transformers: random weights, a real tokenizer."""

import io
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from embedcore.encoders.minilm.encoder import model_folder

if TYPE_CHECKING:
    from sentence_transformers import SentenceTransformer
    from transformers import MPNetModel


def sentence_transformer(folder: str, **options: Any) -> "SentenceTransformer":
    """The peer, whose import takes seconds and so waits for a test that needs it."""
    from sentence_transformers import SentenceTransformer

    return SentenceTransformer(folder, **options)


def tiny_bert(
    folder: Path, *, pooling: str = "mean", normalize: bool = True, dense: int = 0, max_tokens: int = 32
) -> Path:
    """A BERT of two layers and 16 dimensions with the bundled model's tokenizer."""
    import torch
    from sentence_transformers import SentenceTransformer
    from sentence_transformers.sentence_transformer import modules
    from transformers import AutoTokenizer, BertConfig, BertModel

    torch.manual_seed(0)
    tokenizer = AutoTokenizer.from_pretrained(str(model_folder()))
    config = BertConfig(
        vocab_size=len(tokenizer), hidden_size=16, num_hidden_layers=2, num_attention_heads=2, intermediate_size=32,
        max_position_embeddings=64,
    )  # fmt: skip
    plain = folder / "transformer"
    BertModel(config).save_pretrained(plain, safe_serialization=True)
    tokenizer.save_pretrained(plain)
    first = modules.Transformer(str(plain), max_seq_length=max_tokens)
    parts = [first, modules.Pooling(16, pooling_mode=pooling)]
    if dense:
        parts.append(modules.Dense(16, dense))
    if normalize:
        parts.append(modules.Normalize())
    target = folder / "model"
    SentenceTransformer(modules=parts, device="cpu").save(str(target), safe_serialization=True)
    return target


def tiny_mpnet(folder: Path) -> "MPNetModel":
    """An MPNet of two layers and 16 dimensions, saved to the folder; weights large enough for all to matter."""
    import torch
    from transformers import MPNetConfig, MPNetModel

    torch.manual_seed(0)
    config = MPNetConfig(
        vocab_size=60, hidden_size=16, num_hidden_layers=2, num_attention_heads=2, intermediate_size=32,
        max_position_embeddings=514, initializer_range=0.5,
    )  # fmt: skip
    model = MPNetModel(config).eval()
    model.save_pretrained(folder, safe_serialization=True)
    return model


def tiny_clip(folder: Path) -> Path:
    """A CLIP of two small towers and 8 dimensions, with a real tokenizer and image processor."""
    import torch
    from sentence_transformers import SentenceTransformer
    from transformers import (
        AutoTokenizer,
        CLIPConfig,
        CLIPImageProcessor,
        CLIPModel,
        CLIPProcessor,
        CLIPTextConfig,
        CLIPVisionConfig,
    )

    torch.manual_seed(0)
    tokenizer = AutoTokenizer.from_pretrained(str(model_folder()))
    text = CLIPTextConfig(
        vocab_size=len(tokenizer), hidden_size=16, intermediate_size=32, num_hidden_layers=2, num_attention_heads=2,
        max_position_embeddings=24, projection_dim=8, eos_token_id=tokenizer.sep_token_id,
        bos_token_id=tokenizer.cls_token_id, pad_token_id=tokenizer.pad_token_id,
    )  # fmt: skip
    vision = CLIPVisionConfig(
        hidden_size=16, intermediate_size=32, num_hidden_layers=2, num_attention_heads=2, image_size=32, patch_size=8,
        projection_dim=8,
    )  # fmt: skip
    plain = folder / "clip"
    CLIPModel(CLIPConfig(text_config=text.to_dict(), vision_config=vision.to_dict(), projection_dim=8)).save_pretrained(
        plain
    )
    processor = CLIPProcessor(
        CLIPImageProcessor(size={"shortest_edge": 32}, crop_size={"height": 32, "width": 32}), tokenizer
    )
    processor.save_pretrained(plain)
    target = folder / "model"
    SentenceTransformer(str(plain), device="cpu", local_files_only=True).save(str(target), safe_serialization=True)
    return target


def png(seed: int, side: int = 40) -> bytes:
    """A coloured picture."""
    from PIL import Image

    stream = io.BytesIO()
    pixels = np.random.default_rng(seed).integers(0, 255, size=(side, side, 3), dtype=np.uint8)
    Image.fromarray(pixels).save(stream, "PNG")
    return stream.getvalue()
