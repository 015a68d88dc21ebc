"""Conformance suites of the W3C, run through the public interfaces."""
