"""Pictures and the tables that say the same: pure functions from the graph to data, and from data to SVG.

Every picture has a table twin (`table.Table`), so that whoever cannot see it, or wants the figures, loses nothing.
"""
