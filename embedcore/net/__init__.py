"""The network: which addresses may be asked, and how; downloads."""

from embedcore.net.address_guard import is_public

__all__ = ["is_public"]
