"""Prices: what a month costs, what remains when stopped, fees, currencies, and their words."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pytest

from app.ages import Ago
from app.azure.fees import fees_of
from app.catalogue import Prices
from app.currency import country_of_locale, currency_of
from app.money import Money, money_a_month, money_an_hour, price_words
from app.settings import CURRENCIES
from app.text import use_language

PRICES = Prices("USD", 0.1, 7.3, 0.005)


@pytest.fixture(autouse=True)
def english() -> Iterator[None]:
    use_language("en")
    yield
    use_language("en")


def test_what_remains_when_stopped_is_disk_and_address() -> None:
    assert PRICES.stopped() == pytest.approx(0.015)
    assert PRICES.running() == pytest.approx(0.115)


@pytest.mark.parametrize(("hours", "month"), [(24, 83.95), (0, 10.95), (8, 35.2833)])
def test_a_month_follows_the_hours_of_use(hours: float, month: float) -> None:
    assert PRICES.month(hours) == pytest.approx(month, rel=1e-4)


def test_a_fee_counts_while_it_runs_and_an_unknown_one_leaves_the_price_unknown() -> None:
    with_fee = Prices("USD", 0.1, 7.3, 0.005, fee=0.06)
    assert with_fee.running() == pytest.approx(0.175)
    assert with_fee.stopped() == PRICES.stopped()
    unknown = Prices("USD", 0.1, 7.3, 0.005, fee=None)
    assert unknown.running() is None
    assert unknown.month(8) is None
    assert str(price_words(unknown)[0]) == "Price unknown"


def test_fees_go_by_steps_of_cores() -> None:
    rows = [
        {"skuName": "5+ vCPU VM", "retailPrice": 0.15},
        {"skuName": "1-2 vCPU VM", "retailPrice": 0.065},
        {"skuName": "3-4 vCPU VM", "retailPrice": 0.125},
        {"skuName": "Tracking On Premises", "retailPrice": 9.0},
    ]
    fees = fees_of(rows)
    assert [fees.of(cores) for cores in (1, 2, 3, 4, 5, 96)] == [
        *(0.065, 0.065, 0.125, 0.125, 0.15, 0.15)
    ]
    assert fees_of([]).of(2) is None


@pytest.mark.parametrize(
    ("amount", "words"),
    [
        (money_an_hour(0.1164, "USD"), "$0.116"),
        (money_an_hour(17.46, "JPY"), "¥17.5"),
        (money_a_month(32.4, "EUR"), "€32"),
        (money_a_month(4853.4, "JPY"), "¥4,853"),
        (Money(5.0, "CHF"), "CHF\u00a05.00"),
    ],
)
def test_digits_follow_the_currency(amount: Money, words: str) -> None:
    assert str(amount) == words


def test_words_follow_the_language() -> None:
    words = price_words(PRICES, 6)
    assert [str(part) for part in words] == ["$0.115 / hour", "about $29 a month at 6 h a day"]
    use_language("ja")
    assert "1日6時間" in str(words[1])


def test_currencies_by_country_and_countries_by_locale() -> None:
    assert [currency_of(country) for country in ("JP", "DE", "CH", "TH", "XX")] == [
        *("JPY", "EUR", "CHF", "USD", "USD")
    ]
    assert country_of_locale("ja_JP.UTF-8") == "JP"
    assert country_of_locale("de_DE@euro") == "DE"
    assert [country_of_locale(name) for name in ("", "C", "C.UTF-8", "German_Germany")] == [""] * 4
    assert len(CURRENCIES) == len(set(CURRENCIES)) == 17


def test_ages_grow_and_speak() -> None:
    now = datetime.now(UTC)
    assert str(Ago(now)) == "just now"
    assert str(Ago(now - timedelta(hours=3))) == "3 hours ago"
    use_language("ja")
    assert str(Ago(now - timedelta(days=2))).endswith("日前")
