"""Names folded to what people type: no accents, apostrophes, spaces or case; `fold.rs` does the same."""

import unicodedata

SPECIAL = {
    "ß": "ss", "æ": "ae", "œ": "oe", "ø": "o", "đ": "d", "ð": "d", "þ": "th", "ł": "l", "ħ": "h", "ı": "i",
    "ə": "e", "ɛ": "e", "ɔ": "o", "ŋ": "n", "ŧ": "t", "ƙ": "k", "ɓ": "b", "ɗ": "d", "ǝ": "e", "ɣ": "g", "ĳ": "ij",
    "ơ": "o", "ư": "u", "ɖ": "d", "ʒ": "z", "ƴ": "y", "ʋ": "v", "ƒ": "f", "ɩ": "i", "ĸ": "k", "ɨ": "i", "ʉ": "u",
}  # fmt: skip
WORDS = {"st": "saint", "ste": "sainte", "ft": "fort", "mt": "mount"}


def letter(char):
    """The plain letters of a letter; nothing for marks and apostrophes."""
    char = char.lower()
    if char in SPECIAL:
        return SPECIAL[char]
    plain = "".join(part for part in unicodedata.normalize("NFKD", char) if not unicodedata.combining(part))
    return "".join(SPECIAL.get(part, part) for part in plain)


def fold(name):
    plain = "".join(letter(char) for char in name)
    plain = "".join(char for char in plain if char not in "'’‘ʻʼ`´ʿʾ′ʹ")
    words = "".join(char if char.isalnum() else " " for char in plain).split()
    return "".join(WORDS.get(word, word) for word in words)


def letters(names):
    """Lines `a áàâ`: which letters beyond ASCII stand for which, of all that are in the names."""
    chars = {char for name in names for char in name.lower() if ord(char) > 127}
    plain = {}
    for char in sorted(chars):
        folded = fold(char)
        if folded.isascii() and folded and not unicodedata.combining(char):
            plain.setdefault(folded, []).append(char)
    return [f"{folded} {''.join(chars)}" for folded, chars in sorted(plain.items())]
