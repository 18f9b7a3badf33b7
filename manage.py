#!/usr/bin/env python3
"""Django's command line, and the only set-up tool there is.

python3 manage.py up      makes everything, migrates, seeds the demo, runs the portal
python3 manage.py test    makes everything, runs the whole suite
"""

import importlib
import sys

from config import bootstrap

if __name__ == "__main__":
    bootstrap.enter(sys.argv)
    # Only now is there an environment to import the rest from.
    importlib.import_module("config.entry").main(sys.argv)
