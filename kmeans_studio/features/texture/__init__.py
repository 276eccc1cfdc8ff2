"""Texture: what the filters of a bank answer over a photo, and what of it is clustered."""
