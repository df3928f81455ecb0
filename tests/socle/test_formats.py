"""How figures, dates and texts are written."""

from datetime import UTC, date, datetime
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from quietude.socle import formats
from quietude.socle.texte import fold, render_markdown


@pytest.mark.parametrize(
    ("value", "decimales", "written"),
    [
        (1234567, None, "1\u202f234\u202f567"),
        (1234.5, None, "1\u202f234,5"),
        (Decimal("12.50"), None, "12,5"),
        (Decimal("2.345"), 2, "2,35"),
        (12, 1, "12,0"),
        (-1234, None, "\u22121\u202f234"),
        (Decimal("-0.04"), 1, "0,0"),
        (0, None, "0"),
        (1e21, None, "1" + "\u202f000" * 7),
        (None, None, ""),
        ("sans objet", None, "sans objet"),
        (float("nan"), None, "nan"),
    ],
)
def test_number_is_written_in_french(
    value: object, decimales: int | None, written: str
) -> None:
    assert formats.nombre(value, decimales) == written


@given(st.integers(min_value=-(10**15), max_value=10**15))
def test_written_number_reads_back(value: int) -> None:
    text = formats.nombre(value).replace("\u202f", "").replace("\u2212", "-")
    assert int(text) == value


def test_percentage_has_a_narrow_space_and_one_decimal_at_most() -> None:
    assert formats.pourcent(Decimal("1234.56")) == "1\u202f234,6\u202f%"
    assert formats.pourcent(12) == "12\u202f%"
    assert formats.pourcent(12, 1) == "12,0\u202f%"
    assert formats.pourcent(None) == ""


def test_euros_show_cents_only_when_there_are_some() -> None:
    assert formats.euros(12400) == "12\u202f400\u00a0€"
    assert formats.euros(Decimal("12400.5")) == "12\u202f400,50\u00a0€"
    assert formats.euros("") == ""


def test_dates_are_written_in_full() -> None:
    assert formats.jour(date(2026, 11, 1)) == "1er\u00a0novembre 2026"
    assert formats.jour(date(2026, 11, 23)) == "23\u00a0novembre 2026"
    assert formats.jour_court(date(2026, 11, 1)) == "01/11/2026"
    assert formats.jour(None) == formats.jour_court(None) == formats.moment(None) == ""


def test_moment_is_told_in_paris_time() -> None:
    late = datetime(2026, 7, 31, 22, 5, tzinfo=UTC)
    assert formats.moment(late) == "1er\u00a0août 2026 à 0\u00a0h\u00a005"
    assert formats.jour_court(late) == "01/08/2026"


def test_fold_ignores_accents_case_and_ligatures() -> None:
    assert sorted(["Zone", "école", "Écluse", "Œuvre", "Oasis"], key=fold) == [
        "Écluse", "école", "Oasis", "Œuvre", "Zone",
    ]  # fmt: skip


def test_markdown_shows_html_as_text() -> None:
    html = render_markdown(
        "<script>alert(1)</script> [x](javascript:alert(1)) ![i](//a.example/i)"
    )
    assert "<script" not in html
    assert "javascript:" not in html.replace("x](javascript:", "")
    assert "<img" not in html


def test_markdown_link_that_leaves_is_not_vouched_for() -> None:
    assert 'rel="nofollow noopener noreferrer"' in render_markdown("[x](https://a.example/)")
    assert "rel=" not in render_markdown("[x](/fiches/3/)")


def test_markdown_keeps_the_outline_and_the_csp() -> None:
    html = render_markdown("# Un\n\n###### Six\n\n|A|B|\n|---|--:|\n|a|1|\n", 2)
    assert "<h2>Un</h2>" in html
    assert "<h6>Six</h6>" in html
    assert "style=" not in html
    assert '<td class="text-end">1</td>' in html
