"""What a person typed is told as typed, whatever it looks like, and can pass for nothing else."""

import io

import pytest
import typst
from docx import Document
from hypothesis import given, settings
from hypothesis import strategies as st
from pypdf import PdfReader

from domain.selfcheck.answers import Evidence, EvidenceKind, Given
from domain.selfcheck.questionnaire import Answer
from messages.documents import letter, papers, result, typeset
from messages.documents.characters import COVERED, drawn, one_line
from messages.documents.finished import Finished
from messages.documents.sheet import Sheet, paragraph
from tests.documents import AT, finished, links, read
from tests.selfcheck import FORMS, met
from tests.sizes import size

MARKUP = [
    '#panic() #sys.inputs #import "x": * #read("/etc/passwd")',
    "$x^2$ $ frac(1, 2) $",
    "back\\slash \\u{41} \\\\ end",
    "closed ] ) } again [ ( {",
    "\"straight\" 'quotes' “curly” ‘and’ so",
    "= Heading *bold* _italic_ `code` ~ -- --- ...",
    "- point + number / term: text",
    "<label> @reference // comment /* block */",
    "https://example.org/#a_b*c",
    "<w:p><w:r/></w:p> &amp; <![CDATA[ ]]>",
    "{place} {verdict} %s %(x)s {0}",
    "{page} of {pages}",
]
SCRIPTS = {
    "Greek": "Ελληνικά", "Cyrillic": "Київ і Москва", "Armenian": "Հայաստան", "Georgian": "საქართველო",
    "Latin": "Đặng Thị Thanh Ægir Łódź Ñandú", "Cherokee": "ᏣᎳᎩ",
}  # fmt: skip
LACKING = {"Chinese": "中文", "Korean": "한국", "Japanese": "ひらがな", "Thai": "ไทย", "emoji": "🎉"}


def typed(text: str) -> Finished:
    """A check in which a person typed this everywhere one can."""
    evidence = tuple(
        Evidence(kind, text, sha256="ab" * 32 if kind is EvidenceKind.FILE else "") for kind in EvidenceKind
    )
    answers = met(FORMS["psp"]) | {
        "ready-1": Given(Answer.NOT_APPLICABLE, text, evidence),
        "commitment-1": Given(Answer.NOT_OURS, text),
    }
    return finished(answers, by=text, place=text)


@pytest.mark.parametrize("text", MARKUP)
def test_markup_is_told_as_it_was_typed(text: str) -> None:
    check = typed(text)
    assert read(papers.result(check)).count(text) >= 6
    assert read(papers.letter_pdf(check)).count(text) >= 6
    document = Document(io.BytesIO(papers.letter_docx(check)))
    assert any(text in line.text for line in document.paragraphs)


@pytest.mark.parametrize("text", SCRIPTS.values(), ids=SCRIPTS)
def test_scripts_that_the_fonts_have_are_told(text: str) -> None:
    made = read(papers.result(typed(text)))
    assert f"Reason given: {text}" in made
    assert "□" not in made


@pytest.mark.parametrize("text", LACKING.values(), ids=LACKING)
def test_a_character_that_the_fonts_lack_is_a_box_and_the_document_says_so(text: str) -> None:
    made = papers.result(typed(text))
    assert f"Reason given: {'□' * len(text)}" in read(made)
    assert "□ stands for a character that this document's fonts do not have." in read(made)
    document = Document(io.BytesIO(papers.letter_docx(typed(text))))
    assert any(text in line.text for line in document.paragraphs)  # a word processor brings its own fonts


@pytest.mark.parametrize(
    "text", ["Plain words", "Ελληνικά", "中文", "🎉", "a\u200db", "e\u0301\u0301", "مرحبا"]
)
def test_any_document_is_accessible(text: str) -> None:
    for made in (papers.result(typed(text)), papers.letter_pdf(typed(text))):
        metadata = PdfReader(io.BytesIO(made)).trailer["/Root"]["/Metadata"].get_data()
        assert b"<pdfuaid:part>1</pdfuaid:part>" in metadata


def test_the_fonts_of_the_library_have_what_the_table_says() -> None:
    """Were one missing, the library would not make an accessible PDF of it."""
    for first, last in COVERED:
        characters = " ".join(map(chr, range(first, last + 1)))
        source = (
            b'#set document(title: "t")\n#set text(lang: "en", font: "Libertinus Serif")\n#sys.inputs.typed'
        )
        typed = one_line(characters)
        typst.compile(
            source,
            sys_inputs={"typed": typed},
            format="pdf",
            ignore_system_fonts=True,
            pdf_standards=["ua-1"],
        )
        assert drawn(typed).count("□") == typed.count("□")


def test_what_hides_or_turns_the_text_is_taken_out() -> None:
    typed_text = "see \u202eydaer\u202c \u2066x\u2069 a\u200bb \ufeff c\u00ad d\u200f e"
    assert one_line(typed_text) == "see ydaer x ab c d e"
    assert "Reason given: see ydaer x ab c d e" in read(papers.result(typed(typed_text)))


def test_line_breaks_cannot_pass_for_paragraphs_of_ours() -> None:
    forged = "none\n\nReady\nMet\r\n\u2028All met\u2029\x0b\x0cend"
    assert one_line(forged) == "none Ready Met All met end"
    check = typed(forged)
    for sheet in (result.sheet(check), letter.sheet(check)):
        assert not any("\n" in run.text for b in sheet.blocks for run in getattr(b, "runs", ()))


@pytest.mark.parametrize(
    "text",
    ["a" * 10_000, "word " * 2_000, "中" * 10_000, "ﷺ" * 2_000],
    ids=["one word", "words", "boxes", "wide"],
)
def test_ten_thousand_characters_are_told_and_stay_on_the_page(text: str) -> None:
    sheet = Sheet("Long", "en", AT, (paragraph(text),), "foot")
    pages = PdfReader(io.BytesIO(typeset.pdf(sheet))).pages
    lines = [line for page in pages for line in page.extract_text().splitlines()]
    assert max(map(len, lines)) < 150
    told = "".join("".join(line.split()) for line in lines if not line.startswith("foot"))
    assert told.endswith("".join(drawn(one_line(text)).split()))


@pytest.mark.parametrize(
    "url", ["javascript:alert(1)", "file:///etc/passwd", "tg://resolve?domain=x", "data:,x"]
)
def test_only_addresses_of_the_web_are_links(url: str) -> None:
    made = papers.result(typed(url))
    assert f"{url} –" in read(made)
    assert url not in links(made)
    assert links(made)
    for part in Document(io.BytesIO(papers.letter_docx(typed(url)))).part.rels.values():
        assert url not in str(part.target_ref)


def test_half_a_character_is_replaced() -> None:
    assert one_line("a\ud800b\uffffc") == "a\ufffdb\ufffdc"


@pytest.mark.soak
@settings(max_examples=size(4, 100), deadline=None)
@given(st.text(st.characters(exclude_categories=["Cs"]), max_size=60))
def test_nothing_that_can_be_typed_keeps_the_documents_from_being_made(text: str) -> None:
    check = typed(text)
    assert papers.result(check).startswith(b"%PDF")
    assert papers.letter_pdf(check).startswith(b"%PDF")
    Document(io.BytesIO(papers.letter_docx(check)))
