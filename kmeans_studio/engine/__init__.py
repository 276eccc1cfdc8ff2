"""Feature space -> generations: k-means on plain arrays; knows no photo and no window."""
