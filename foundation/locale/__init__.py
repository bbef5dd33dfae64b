"""The sentences of the program in each language, a `.po` file for each, and the command that keeps them up to date."""
