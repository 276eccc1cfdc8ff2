"""The strip under the canvas: the generations of a run, to be watched, looked back at and played again."""
