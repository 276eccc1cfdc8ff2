"""The filter bank tab: every kernel of the bank, one of them up close, and what it sees in the photo."""
