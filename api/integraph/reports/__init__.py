"""Validation reports in the formats that people and programs read: `render` makes one from a `Report`."""

from __future__ import annotations

from integraph.reports.formats import FORMATS, ReportFormat, render

__all__ = ["FORMATS", "ReportFormat", "render"]
