"""The words of a text: how it is cut into them, which of them count for what, and search by them."""
