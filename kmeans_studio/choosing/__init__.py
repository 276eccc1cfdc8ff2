"""Choosing k: what speaks for how many clusters. Plain arrays in, figures out."""
