"""Fonts and libraries for PDFs. WeasyPrint itself is imported by core/pdf.py, lazily, in workers."""

import os
from pathlib import Path

FONTS = Path(__file__).resolve().parent / "fonts.conf"


def use_our_fonts() -> None:
    """Point fontconfig at static/fonts. Without any font it knows, WeasyPrint dies without an exception."""
    os.environ.setdefault("FONTCONFIG_FILE", str(FONTS))
