"""The groups of the command line, and what its commands share; `bot.__main__` has the commands that stand alone."""
