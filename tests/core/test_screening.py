"""Patients' identifiers are found however they are written; ordinary sentences pass."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.screening import patient_data

CARD = ["an identity card number"]
PHONE = ["a phone number"]
RECORD = ["a record number"]
BIRTH = ["a date of birth"]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("Patient 42101-1234567-1 was kind.", CARD),
        ("CNIC 4210112345671", CARD),
        ("42101 1234567 1", CARD),
        ("42101–1234567–1 with long dashes", CARD),
        ("۴۲۱۰۱-۱۲۳۴۵۶۷-۱", CARD),
        ("4\u200b2101-1234567-1", CARD),
        ("call 0300-1234567", PHONE),
        ("+92 300 123 4567", PHONE),
        ("00923001234567", PHONE),
        ("(042) 3576 1999", PHONE),
        ("021-34567890", PHONE),
        ("her son: +44 20 7946 0958", PHONE),
        ("MRN 482", RECORD),
        ("M.R.N.: AB-99812", RECORD),
        ("MR no. 12345", RECORD),
        ("patient id 20231", RECORD),
        ("Hospital number is 778812", RECORD),
        ("DOB 3/4/1987", BIRTH),
        ("date of birth: 1987-04-03", BIRTH),
        ("born on 3rd April 1987", BIRTH),
        ("She was born April 3, 1987.", BIRTH),
        ("تاریخ پیدائش ۳/۴/۱۹۸۷", BIRTH),
        ("ایم آر این ۴۴۵۵۶۶ مریض", RECORD),
        ("مریض نمبر ۴۴۵۵۶۶ یاد رکھیں", RECORD),
        ("ایکسرے، فائل نمبر: ۴۴۵۵۶۶", RECORD),
        ("42101-1234567-1, born 3/4/1987", CARD + BIRTH),
    ],
)
def test_an_identifier_is_found(text, found):
    assert patient_data(text) == found


@pytest.mark.parametrize(
    "text",
    [
        "",
        "12 weeks, 320 hours, 5 days a week",
        "From 4 January to 28 March 2027 I scanned 1200 knees.",
        "On 23/11/2026 the MR 1.5 T scanner was serviced; 3000 scans a month.",
        "MR sequences: T1 500/20, T2 4000/90, 256 x 256",
        "KVP 120, 250 mAs, DLP 1250 mGy.cm, code J45.909, ICD-10 Z00.00",
        "My score was 3.5 of 4, roll number FA21-MIT-014.",
        "A child born in 2019 needs another dose than one of 2024.",
        "Patient 4 of 12 in bed 17; room 2041.",
        "0.9% saline 1000 ml over 8 h, 0.5 mg at 14:30",
        "PKR 25000 a month; 100,000 claims; reference 2026-000123",
    ],
)
def test_ordinary_words_pass(text):
    assert patient_data(text) == []


@pytest.mark.parametrize(
    "text",
    [
        "Dressed the wound of Mr. Khan.",
        "Mrs Saima Bibi, hip fracture",
        "Sat with Ms Noor before theatre",
        "baby of Rukhsana, two days old",
        "B/O Saima, jaundice",
        "Asif son of Karim",
        "A boy called Bilal",
        "The patient's name is Asif.",
        "مسز خان کا ایکسرے",
        "مریض احمد خان کا ایکسرے",
        "مریضہ عائشہ کو دیکھا",
    ],
)
def test_a_name_is_found_where_names_are_looked_for(text):
    assert (patient_data(text, names=True), patient_data(text)) == (["a person’s name"], [])


@pytest.mark.parametrize(
    "text",
    [
        "MR Brain with contrast, MRS Spectroscopy beside it",
        "With Dr Mirza and Sister Naheed on the morning list",
        "Cleaned duplicates in the Master Patient Index",
        "مریض کے ساتھ بات کی، مریض خود چل کر آیا",
        "Did not miss a dose; Patient Safety round with Prof Ahmed",
        "A man of 60, called from ward 4, with a sign called Murphy",
        "Her name was on the wrong film: I said so before the exposure",
    ],
)
def test_colleagues_and_words_of_the_field_are_no_names(text):
    assert patient_data(text, names=True) == []


digits = st.text("0123456789", min_size=13, max_size=13)
separators = st.sampled_from(["", "-", " ", "–", "."])
around = st.sampled_from(["", "We saw ", "کارڈ ", "(", "Name, "])


@given(digits, separators, around, around)
def test_a_card_number_is_found_in_any_company(number, separator, before, after):
    written = separator.join([number[:5], number[5:12], number[12:]])
    assert "an identity card number" in patient_data(f"{before}{written} {after}")


@given(
    st.text("0123456789", min_size=9, max_size=9),
    st.sampled_from(["03", "+923", "00923", "+92 3", "0 3"]),
    st.integers(0, 9),
    separators,
)
def test_a_mobile_number_is_found_wherever_it_is_grouped(rest, start, cut, separator):
    assert "a phone number" in patient_data(f"Ring {start}{rest[:cut]}{separator if cut < 9 else ''}{rest[cut:]} soon")


@given(st.integers(0, 99_999), st.sampled_from(["hours", "weeks", "scans", "claims", "rupees", "days", "patients"]))
def test_an_amount_is_not_taken_for_an_identifier(amount, unit):
    assert patient_data(f"I did {amount} {unit} in all.") == []


@given(st.text(max_size=300))
def test_any_text_is_read(text):
    assert isinstance(patient_data(text), list)
