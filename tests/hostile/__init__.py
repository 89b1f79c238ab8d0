"""Our own hostile and damaged inputs: one module for each family of files, one line for each case.

``python -m hostile FOLDER`` (from ``tests``) writes them with a ``manifest.json`` that says what must come of each;
``python -m hostile.check FOLDER`` runs a manifest against the command line.
"""
