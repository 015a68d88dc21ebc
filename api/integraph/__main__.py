"""``python -m integraph``: the command line."""

from __future__ import annotations

from integraph.cli import main

if __name__ == "__main__":
    main()
