"""What an e-mail address tells of its owner: a free-mail service, the domain of an organisation, the mailbox that it ends in."""

import re
from urllib.parse import urlsplit

# Services that give an address to anybody. None of them says who somebody is.
FREE_MAIL = frozenset(
    {
        *(
            "gmail.com",
            "googlemail.com",
            "yahoo.com",
            "yahoo.co.uk",
            "ymail.com",
            "rocketmail.com",
            "hotmail.com",
            "hotmail.co.uk",
        ),
        *(
            "outlook.com",
            "live.com",
            "msn.com",
            "icloud.com",
            "me.com",
            "mac.com",
            "aol.com",
            "proton.me",
            "protonmail.com",
        ),
        *(
            "gmx.com",
            "gmx.net",
            "mail.com",
            "zoho.com",
            "yandex.com",
            "yandex.ru",
            "mail.ru",
            "fastmail.com",
            "tutanota.com",
        ),
    }
)


def domain_of(email: str) -> str:
    """What stands behind the @, in small letters."""
    return email.rpartition("@")[2].strip().lower()


def is_free_mail(email: str) -> bool:
    """True for an address that anybody can have."""
    return domain_of(email) in FREE_MAIL


def same_mailbox(email: str) -> str:
    """A pattern of every spelling that ends in this mailbox: what follows a “+” is anybody’s to choose, and so are Gmail’s full stops."""
    local, _at, domain = email.strip().lower().rpartition("@")
    local = local.partition("+")[0]
    if domain in {"gmail.com", "googlemail.com"}:
        letters = r"\.?".join(map(re.escape, local.replace(".", "")))
        return rf"^{letters}\.?(\+[^@]*)?@g(oogle)?mail\.com$"
    return rf"^{re.escape(local)}(\+[^@]*)?@{re.escape(domain)}$"


def is_of(email: str, *, website: str = "", address: str = "") -> bool:
    """True when the address belongs to who has that website, or that other address: the same domain, or one below it."""
    domain = domain_of(email)
    host = (urlsplit(website if "//" in website else f"//{website}").hostname or "").removeprefix("www.")
    homes = {home for home in (host, domain_of(address)) if home and home not in FREE_MAIL}
    return any(domain == home or domain.endswith(f".{home}") for home in homes)
