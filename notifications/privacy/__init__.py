"""Everything that is held about one person: shown, taken away, erased. Up here, since messages are about people too."""
