"""The mark that lets a sentence be found for its translation, and leaves it as it is."""


def marked(sentence: str) -> str:
    """The sentence itself; the pages' catalogues have its Chinese."""
    return sentence
