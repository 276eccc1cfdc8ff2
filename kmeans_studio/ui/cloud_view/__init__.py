"""The color cloud: camera and scene as arithmetic, two ways to draw points, and the widget that joins them."""
