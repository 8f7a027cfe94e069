"""The words of a text: how it is cut into them, which of them count, and search by them."""
