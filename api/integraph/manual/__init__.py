"""The reference documentation, made from the program itself: ``python -m integraph.manual docs/referenz``.

A test compares the files in the repository with what this package makes; `pages.pages` makes them all.
"""
