"""Data of one Land: the workbook its office fills in, taking it in, checking it against the profile, adding it.

`template.workbook` makes the workbook, `importing.import_files` reads it (and .ods, .csv) into statements with the row
they come from, `exporting.export` gives a Land's data back in it, `profile.check` holds data against the Land
profile (``shapes/land/``), `adding.add` puts a file among the Land's data in one step.
"""
