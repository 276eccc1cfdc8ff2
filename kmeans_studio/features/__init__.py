"""Photo -> feature space: the rows that are clustered, and which row each pixel reads."""
