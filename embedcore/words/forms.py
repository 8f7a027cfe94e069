"""Whether two words are forms of one."""


def same_word(a: str, b: str) -> bool:
    """Whether two words, in their normal form, are forms of one: login and logins, cancel and cancelled.

    Numbers have no forms: covid-19 and covid-20 are two words.
    """
    shorter = min(len(a), len(b))
    common = next((i for i in range(shorter) if a[i] != b[i]), shorter)
    if any(character.isdigit() for character in a[common:] + b[common:]):
        return False
    return common == shorter if shorter < 5 else common >= max(5, shorter - 1)
