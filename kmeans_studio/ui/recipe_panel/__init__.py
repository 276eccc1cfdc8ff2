"""The recipe panel. What is seen at once is in `panel`; the other modules are loaded when a person gets to them."""
