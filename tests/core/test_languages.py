"""A browser's wish becomes one of our three languages."""

import pytest

from floor.core.languages import negotiate


@pytest.mark.parametrize(
    ("header", "language"),
    [
        ("zh-CN", "zh-Hans"),
        ("zh-SG", "zh-Hans"),
        ("zh", "zh-Hans"),
        ("zh-Hans", "zh-Hans"),
        ("zh-Hans-HK", "zh-Hans"),
        ("zh-XX", "zh-Hans"),
        ("zh-TW", "zh-Hant"),
        ("zh-HK", "zh-Hant"),
        ("zh-MO", "zh-Hant"),
        ("zh-Hant", "zh-Hant"),
        ("zh-hant-cn", "zh-Hant"),
        ("zh-Hant-TW-u-ca-roc", "zh-Hant"),
        ("yue", "zh-Hant"),
        ("en-GB", "en"),
        ("EN-us", "en"),
    ],
)
def test_a_tag_is_mapped_by_the_script_that_its_region_writes(header, language):
    assert negotiate(header) == language


@pytest.mark.parametrize(
    ("header", "language"),
    [
        ("en;q=0.3, zh-TW;q=0.9", "zh-Hant"),
        ("zh-CN,zh;q=0.9,en;q=0.8", "zh-Hans"),
        ("de-DE, fr;q=0.9, zh-HK;q=0.1", "zh-Hant"),
        ("zh-TW;q=0, en;q=0.1", "en"),
        ("zh-HK, zh-CN", "zh-Hant"),
    ],
)
def test_the_wish_that_weighs_most_is_met_and_a_weight_of_zero_is_a_no(header, language):
    assert negotiate(header) == language


@pytest.mark.parametrize(
    "header", [None, "", "*", "de", ",,;", "zh-;q=x", "q=1", "\x00", "-" * 5000, "a-" * 5000, "繁體"]
)
def test_what_names_none_of_ours_is_english(header):
    assert negotiate(header) == "en"
