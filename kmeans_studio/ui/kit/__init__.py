"""The small widgets the window is built of. They paint themselves from the scheme in force; no style sheet.

Each is imported from its own module, so that the first picture of the window waits only for those it shows.
"""
