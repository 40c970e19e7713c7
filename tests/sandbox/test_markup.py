"""Telegram's HTML: what it reads, and what it says of what it cannot read."""

import pytest

from sandbox.markup import BadMarkup, parse

ASTRAL = "🚒 🚒"  # five UTF-16 units, nine bytes

GOOD = [
    ("", "", []),
    ("➡️ ➡️", "➡️ ➡️", []),
    ("&lt;&gt;&amp;&quot;&laquo;&raquo;&#12345678;", '<>&"&laquo;&raquo;&#12345678;', []),
    ("Tom & Jerry, a > b, &nbsp &", "Tom & Jerry, a > b, &nbsp &", []),
    ("&#65;&#x42;&#67 &lt&gt", "ABC <>", []),
    ("&#128512;<b>x</b>", "😀x", ["bold 2+1"]),
    (f"{ASTRAL}<i>🚒 &lt🚒</i>", f"{ASTRAL}🚒 <🚒", ["italic 5+6"]),
    (f"{ASTRAL}<i>🚒 &gt;<b hue   =   blue>&lt🚒</b></i>", f"{ASTRAL}🚒 ><🚒", ["italic 5+7", "bold 9+3"]),
    ("<i    hue  =  '&lt;&gt;&quot;'>a</>", "a", ["italic 0+1"]),
    ("<i hue>a</i   >", "a", ["italic 0+1"]),
    ("<B>a</b><EM>b</eM>", "ab", ["bold 0+1", "italic 1+1"]),
    ("<strong>a</strong><ins>b</ins><strike>c</strike><del>d</del><s>e</s>", "abcde",
     ["bold 0+1", "underline 1+1", "strikethrough 2+1", "strikethrough 3+1", "strikethrough 4+1"]),
    ("a<b></b>", "a", []),
    ("<i>\t</i>", "\t", ["italic 0+1"]),
    ("<a href=telegram.org>x</a>", "x", ["text_link 0+1 http://telegram.org/"]),
    ("<a   href=  'HTTPS://Telegram.org?&lt;'   >x</a>", "x", ["text_link 0+1 https://telegram.org/?<"]),
    ("<a>telegram.org</a>", "telegram.org", ["text_link 0+12 http://telegram.org/"]),
    ("<a>https://telegram.org/as?d#1</a>", "https://telegram.org/as?d#1",
     ["text_link 0+27 https://telegram.org/as?d#1"]),
    ("<a href='javascript:alert(1)'>x</a>", "x", []),
    ("<a>nowhere </a>", "nowhere ", []),
    ("<a href='tg://user?id=1001'>Alex</a>", "Alex", ["text_mention 0+4 1001"]),
    ("<tg-spoiler>a</tg-spoiler><span class='tg-spoiler'>b</span>", "ab", ["spoiler 0+1", "spoiler 1+1"]),
    ("<tg-emoji emoji-id='53'>👍</tg-emoji>", "👍", ["custom_emoji 0+2 53"]),
    ("<tg-time unix='1647531900' format='wDT'>17 March</tg-time>", "17 March", ["date_time 0+8 1647531900 wDT"]),
    ("<tg-time unix=1647531900>17 March</tg-time>", "17 March", ["date_time 0+8 1647531900"]),
    ("<tg-time format='r' unix='1647531900'>then</tg-time>", "then", ["date_time 0+4 1647531900 r"]),
    ("<pre>a</pre>", "a", ["pre 0+1"]),
    ("<pre><code class='language-py'>a</code></pre>", "a", ["pre 0+1 py"]),
    ("<code class='language-py'><pre>a</pre></code>", "a", ["pre 0+1 py"]),
    ("<pre> <code class='language-py'>a</code></pre>", " a", ["pre 0+2", "code 1+1"]),
    ("<blockquote>a</blockquote><blockquote expandable>b</blockquote>", "ab",
     ["blockquote 0+1", "expandable_blockquote 1+1"]),
]  # fmt: skip

BAD = [
    ("&#xDFDF;", "Text contains invalid Unicode characters after decoding HTML entities, "
                 "check for unmatched surrogate code units"),
    (f"{ASTRAL}&lt;<tinting", "Unclosed start tag at byte offset 13"),
    (f"{ASTRAL}&lt;<tint hue>", 'Unsupported start tag "tint" at byte offset 13'),
    ("a < b", 'Unsupported start tag "" at byte offset 2'),
    ("one<br>two", 'Unsupported start tag "br" at byte offset 3'),
    (f"{ASTRAL}&lt;<i   =hue>", 'Empty attribute name in the tag "i" at byte offset 13'),
    ("<i a/>x</i>", 'Empty attribute name in the tag "i" at byte offset 0'),
    ("<a href", 'Unclosed start tag "a" at byte offset 0'),
    (f"{ASTRAL}&lt;<i    hue  =  ", 'Unclosed start tag "i" at byte offset 13'),
    (f"{ASTRAL}&lt;<i    hue  =  64qrQr.-5,", "Unexpected end of name token at byte offset 27"),
    (f'{ASTRAL}&lt;<i    hue  =  "&lt;&gt;&quot;>', "Unclosed start tag at byte offset 13"),
    (f"{ASTRAL}&lt;</", "Unexpected end tag at byte offset 13"),
    (f"{ASTRAL}&lt;<b></b></", "Unexpected end tag at byte offset 20"),
    (f"{ASTRAL}&lt;<i>a</i   ", "Unclosed end tag at byte offset 17"),
    (f"{ASTRAL}&lt;<i>a</em   >", 'Unmatched end tag at byte offset 17, expected "</i>", found "</em>"'),
    ("<b><i>a</i>", 'Can\'t find end tag corresponding to start tag "b"'),
    ("<span>a</span>", 'Tag "span" must have class "tg-spoiler" at byte offset 0'),
    ("<tg-emoji emoji-id='x'>a</tg-emoji>", "Invalid custom emoji identifier specified"),
    ("<tg-time>a</tg-time>", "Invalid date-time specified"),
    ("<tg-time unix='soon'>a</tg-time>", "Invalid date-time specified"),
    ("<tg-time unix='1' format='rD'>a</tg-time>", "Invalid date-time specified"),
    ("<tg-time unix='1' format='Tw'>a</tg-time>", "Invalid date-time specified"),
]  # fmt: skip


@pytest.mark.parametrize(("source", "plain", "marks"), GOOD)
def test_good_markup_becomes_plain_text_and_entities(source: str, plain: str, marks: list[str]) -> None:
    text, entities = parse(source)
    assert text == plain
    assert [f"{e.type} {e.offset}+{e.length} {e.argument}".strip() for e in entities] == marks


@pytest.mark.parametrize(("source", "words"), BAD)
def test_bad_markup_is_refused_in_telegrams_words(source: str, words: str) -> None:
    with pytest.raises(BadMarkup) as error:
        parse(source)
    assert str(error.value) == words
