"""The network: which addresses may be asked, and how; downloads; what is closed where others use this process."""

from embedcore.net.address_guard import CLOSED, close_unless_private, private_use
from embedcore.net.download import Fetched, fetch
from embedcore.net.packages import download_wheel

__all__ = ["CLOSED", "Fetched", "close_unless_private", "download_wheel", "fetch", "private_use"]
