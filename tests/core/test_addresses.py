"""What an e-mail address tells of its owner."""

import pytest

from core.addresses import domain_of, is_free_mail, is_of


@pytest.mark.parametrize(
    ("email", "free"),
    [("a@gmail.com", True), ("A@Yahoo.Co.UK", True), ("a@gmail.com.pk", False), ("a@margalla.example", False)],
)
def test_is_free_mail_knows_the_services_that_give_an_address_to_anybody(email, free):
    assert is_free_mail(email) == free


@pytest.mark.parametrize(
    ("email", "website", "address", "belongs"),
    [
        ("sana@kohsar.example", "https://www.kohsar.example/about", "", True),
        ("sana@radiology.kohsar.example", "kohsar.example", "", True),
        ("sana@kohsar.example", "", "info@kohsar.example", True),
        ("sana@notkohsar.example", "https://kohsar.example", "", False),
        ("sana@kohsar.example.com", "https://kohsar.example", "", False),
        ("sana@gmail.com", "", "office@gmail.com", False),  # an office with a free-mail address vouches for nobody
        ("sana@kohsar.example", "", "", False),
    ],
)
def test_is_of_compares_whole_domains(email, website, address, belongs):
    assert is_of(email, website=website, address=address) == belongs


def test_domain_of_is_what_stands_behind_the_last_sign():
    assert domain_of("odd@name@Kohsar.example") == "kohsar.example"
