"""A summary in plain words: what the data is, its issues, what is new, what repeats, how far to trust."""

from embedcore.summary.basis import Basis, Scope, basis
from embedcore.summary.html import page_of
from embedcore.summary.result import Issue, Section, Sentence, Summary
from embedcore.summary.summarize import summarize

__all__ = ["Basis", "Issue", "Scope", "Section", "Sentence", "Summary", "basis", "page_of", "summarize"]
