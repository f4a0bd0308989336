import unicodedata

import pandas as pd
import pycountry
import pytest

import comention as cm

LEXICON = cm.Lexicon.builtin(profile="cities")


def tags(text, lexicon=LEXICON, kind=None):
    frame = cm.tag(text, lexicon).to_pandas()
    return (frame if kind is None else frame[frame["kind"] == kind])["tag"].tolist()


def test_every_iso_country_and_the_dissolved():
    frame = LEXICON.tags("country").set_index("tag")
    codes = {c.alpha_2: (c.alpha_3, c.numeric) for c in pycountry.countries}
    assert {tag: tuple(frame.loc[tag, ["alpha3", "numeric"]]) for tag in codes} == codes
    assert set(frame.index) - set(codes) == {"XK", "SUHH", "YUCS", "CSHH", "CSXX", "DDDE", "YDYE"}
    assert frame["label"].is_unique


def test_every_country_is_reached_by_each_plain_form():
    """In a sentence of its own, in the case in which it is listed; second readings aside."""
    forms = LEXICON.forms("country")
    forms = forms[~forms["flags"].str.contains("ambig") & (forms["type"] != "prefix")]
    missed = []
    for form, tag, flags in forms[["form", "tag", "flags"]].itertuples(index=False):
        place = f"Springfield, {form}" if "after_comma" in flags else form
        if tag not in tags(f"They spoke of {place} again.", kind="country"):
            missed.append((form, tag))
    assert missed == []


def test_every_country_is_reached_by_its_label():
    for tag, label in LEXICON.tags("country")[["tag", "label"]].values.tolist():
        if tag == "JE":  # bare Jersey is a shirt, a cow or a US state; the bailiwick has its full name
            label = "Bailiwick of Jersey"
        assert tag in tags(f"Envoys of {label} left.", kind="country"), label


def test_every_country_has_a_name():
    forms = LEXICON.forms("country")
    named = set(forms[forms["type"].isin(["name", "official", "historic"])]["tag"])
    assert named == set(LEXICON.tags("country")["tag"])


def test_topics():
    frame = LEXICON.tags("topic")
    assert len(frame) == 86
    assert frame["group"].nunique() == 12
    assert (frame["tier"] == "background").sum() == 15


@pytest.mark.parametrize("topic", LEXICON.tags("topic")["tag"])
def test_every_topic_is_reached_by_each_pattern(topic):
    forms = LEXICON.forms("topic").query("tag == @topic")
    for form in forms["form"]:
        text = " ".join("any" if word == "*" else word.replace("*", "") for word in form.split())
        assert topic in tags(f"They spoke of {text} again.", kind="topic"), form


def test_forms_are_normalised_text():
    for form in LEXICON.forms()["form"]:
        assert form == unicodedata.normalize("NFC", form).strip()


def test_from_dict():
    themes = cm.Lexicon.from_dict({"trade": ["tariff*", "trade war"], "war": ["war", "p?ace"]}, kind="theme")
    assert themes.kinds == ["theme"]
    assert tags("A TRADE WAR over tariffs, then peace", themes) == ["trade", "war", "trade", "war"]
    nested = cm.Lexicon.from_dict({"trade": ["trade war"], "war": ["war"]}, kind="theme", nested="dictionary")
    assert tags("a trade war", nested) == ["trade"]
    exact = cm.Lexicon.from_dict({"who": ["WHO"]}, kind="theme", case="exact")
    assert tags("WHO or who", exact) == ["who"]


def test_added_dictionaries_hide_nothing():
    lexicon = cm.Lexicon.builtin().add(cm.Lexicon.from_dict({"talk": ["peace talks"]}, kind="theme"))
    assert tags("Peace talks", lexicon) == ["peace_process", "talk"]


def test_conflicts():
    other = cm.Lexicon.from_dict({"sanctions": ["price cap*"]}, kind="topic")
    base = cm.Lexicon.builtin()
    with pytest.raises(ValueError, match='the topic "sanctions" is in both lexicons'):
        base.add(other)
    assert tags("price caps and sanctions", base.add(other, on_conflict="merge")) == ["sanctions", "sanctions"]
    assert tags("price caps and sanctions", base.add(other, on_conflict="replace")) == ["sanctions"]
    with pytest.raises(ValueError, match="unknown on_conflict 'mrege'; did you mean 'merge'"):
        base.add(other, on_conflict="mrege")


def test_block_remove_select():
    assert tags("Georgia Tech", LEXICON.block(["Georgia Tech"])) == []
    assert tags("Batumi in Georgia", LEXICON.remove("GE", forms=["Batumi"])) == ["GE"]
    assert tags("Batumi in Georgia", LEXICON.remove("Georgia")) == []
    assert tags("Guinea-Bissau", LEXICON.remove("GW")) == [], "what is removed still hides"
    chosen = LEXICON.select(country=["GW"], topic="sanctions")
    assert tags("Guinea-Bissau and Guinea: sanctions and war", chosen) == ["GW", "sanctions"]
    assert chosen.tags("country")["tag"].tolist() == ["GW"]


def test_profiles_filter_and_do_not_blind():
    text = "Panama City in Florida; Guinea-Bissau; the Kremlin; Lagos"
    found = {p: tags(text, cm.Lexicon.builtin(profile=p), "country") for p in ("strict", "default", "cities")}
    assert found["strict"] == ["GW"]
    assert found["default"] == ["PA", "GW", "RU"]
    assert found["cities"] == ["PA", "US", "GW", "RU", "NG"]


def test_kinds():
    lexicon = cm.Lexicon.builtin(kinds=["topic"])
    assert lexicon.kinds == ["topic"]
    assert tags("Iran faces sanctions", lexicon) == ["sanctions"]
    countries = cm.Lexicon.builtin(kinds=["country"])
    assert tags("The Shanghai Cooperation Organisation met in Iran", countries) == ["IR"]


@pytest.mark.parametrize(
    ("call", "error", "message"),
    [
        (lambda: cm.Lexicon.builtin(profile="city"), ValueError, "unknown profile 'city'"),
        (lambda: cm.Lexicon.builtin(kinds=["contry"]), ValueError, "did you mean 'country'"),
        (lambda: cm.Lexicon.from_dict({}, kind="x"), ValueError, "at least one pattern"),
        (lambda: cm.Lexicon.from_dict({"a": []}, kind="x"), ValueError, "at least one pattern"),
        (lambda: cm.Lexicon.from_dict({"a": ["–"]}, kind="x"), ValueError, "has no word"),
        (lambda: cm.Lexicon.from_dict({"a": "war"}, kind="x"), TypeError, "needs a list of patterns, not one string"),
        (lambda: cm.Lexicon.from_dict({"a": [1]}, kind="x"), TypeError, "a pattern that is no string: 1"),
        (lambda: cm.Lexicon.from_dict({"a": ["b"]}, kind="x", nested="keys"), ValueError, "did you mean 'key'"),
        (lambda: LEXICON.select(country=["Germny"]), KeyError, "did you mean 'Germany'"),
        (lambda: LEXICON.select(countries=["Germany"]), ValueError, "did you mean 'country'"),
        (lambda: LEXICON.remove("Germny"), KeyError, "did you mean 'Germany'"),
        (lambda: LEXICON.remove("GE", forms=["Batum"]), ValueError, 'the tag GE has no form "Batum"'),
        (lambda: LEXICON.tags("topics"), ValueError, "did you mean 'topic'"),
        (lambda: LEXICON.block(["x"], kind="theme"), ValueError, "unknown kind 'theme'"),
    ],
)
def test_bad_arguments(call, error, message):
    with pytest.raises(error, match=message):
        call()


def test_lexicons_stay_as_they_are():
    before = LEXICON.forms()
    LEXICON.remove("GE")
    LEXICON.block(["Iran"])
    LEXICON.select(topic=["sanctions"])
    pd.testing.assert_frame_equal(LEXICON.forms(), before)


def test_repr():
    assert repr(cm.Lexicon.from_dict({"a": ["b", "c"]}, kind="x")) == "<Lexicon: 1 x; 2 forms>"
    assert repr(cm.Lexicon.builtin()).startswith("<Lexicon: 256 country, 40 region, ")


def test_tags_of_several_kinds_with_one_name():
    lexicon = LEXICON.add(cm.Lexicon.from_dict({"trade": ["widget"], "mali": ["gadget"]}, kind="mine"))
    mentions = cm.tag("Widget, gadget. Mali. Trade talks.", lexicon)
    assert mentions.keep(kind="mine", tag="mali").to_pandas()["surface"].tolist() == ["gadget"]
    assert mentions.keep(kind="mine", tag="trade").to_pandas()["surface"].tolist() == ["Widget"]
    assert mentions.kwic("mali")["surface"].tolist() == ["gadget"], "an id wins over a label"
    with pytest.raises(ValueError, match="tags of several kinds are called 'trade': topic, mine"):
        mentions.kwic("trade")


def test_what_does_not_count_is_unknown():
    chosen = LEXICON.select(country=["FR", "IR"])
    with pytest.raises(KeyError, match="unknown tag 'DE'"):
        cm.cooccurrence("Germany", chosen, rows=["DE", "FR"])
    with pytest.raises(KeyError, match="unknown country 'DE'"):
        chosen.select(country=["DE"])
    assert chosen.select(country=["FR"]).tags("country")["tag"].tolist() == ["FR"]


def test_merged_tags_count_a_place_once():
    more = cm.Lexicon.from_dict({"FR": ["France", "Gaul"], "TD": ["Chad Valley"]}, kind="country")
    mentions = cm.tag("France and Gaul in Chad Valley", LEXICON.add(more, on_conflict="merge"))
    assert mentions.to_pandas()["surface"].tolist() == ["France", "Gaul", "Chad Valley"]


def test_other_names_find_their_tag():
    counts = cm.cooccurrence("Burma and Ivory Coast", rows=["Britain", "Burma", "Côte d'Ivoire", "Czech Republic"])
    assert counts.rows == ["GB", "MM", "CI", "CZ"]


def test_long_words_take_no_long_time():
    for text in ("A" * 1_000_000, "中" * 300_000, "a." * 400_000):
        assert len(cm.tag(text)) == 0


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (lambda: cm.tag("x", {}), "a lexicon is made by"),
        (lambda: LEXICON.add({}), "add takes a lexicon"),
        (lambda: cm.cooccurrence("x", rows={"IR", "IQ"}), "a kind or a list of tags"),
        (lambda: cm.cooccurrence("x", rows=None), "a kind or a list of tags"),
        (lambda: cm.Lexicon.from_dict({"a": {"b": ["x"]}}, kind="z"), "one level"),
    ],
)
def test_wrong_types(call, message):
    with pytest.raises(TypeError, match=message):
        call()
