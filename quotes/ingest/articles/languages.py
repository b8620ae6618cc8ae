"""In which language a text is written. The model takes 75 MB and half a second to load, so it is loaded apart."""

from typing import Any

from py3langid.langid import MODEL_FILE, LanguageIdentifier

from .apart import answer

ENOUGH = 0.6  # of 1; three words of English reach 0.4, a short sentence of any common language 0.9


def language(data: bytes, identifier: LanguageIdentifier) -> dict[str, Any]:
    """Return {"language": tag} of a text in UTF-8; "" where its probability is below ENOUGH: too little to tell by."""
    found, probability = identifier.classify(data.decode())
    return {"language": found if probability >= ENOUGH and found != "zxx" else ""}


if __name__ == "__main__":
    loaded = LanguageIdentifier.from_model_file(MODEL_FILE, norm_probs=True)
    answer(lambda data: language(data, loaded))
