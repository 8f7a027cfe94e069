"""The network: which addresses may be asked, and how; downloads."""
