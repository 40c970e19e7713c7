"""Photos, documents and albums, in both directions."""

import json
from typing import Any

import aiohttp
import pytest

from sandbox import arguments, files
from sandbox.pictures import size
from tests.sandbox.caller import ALEX, TOKEN, Caller, keyboard
from tests.sandbox.files import PDF, file, jpeg, png

CAPTION = "<b>Annual plan</b>"


async def upload(caller: Caller, method: str, uploads: dict[str, tuple[str, bytes]], **fields: Any) -> Any:
    form = aiohttp.FormData({name: value if isinstance(value, str) else json.dumps(value)
                             for name, value in {"chat_id": ALEX, **fields}.items()},
                            default_to_multipart=True)  # fmt: skip
    for field, (name, data) in uploads.items():
        form.add_field(field, data, filename=name)
    async with caller.session.post(f"{caller.url}/{method}", data=form) as response:
        answer = await response.json()
        assert response.status == (200 if answer["ok"] else answer["error_code"])
        return answer["result"] if answer["ok"] else f"{answer['error_code']} {answer['description']}"


async def send(caller: Caller, *sent: dict[str, Any], text: str = "") -> Any:
    status, answer = await caller.post("messages", chat_id=ALEX, from_id=ALEX, files=list(sent), text=text)
    assert status == 200, answer
    return answer


async def fetch(caller: Caller, path: str, token: str = TOKEN) -> tuple[int, bytes]:
    async with caller.session.get(f"{caller.address}/file/bot{token}/{path}") as response:
        return response.status, await response.read()


def parts(kind: str, *sources: str) -> list[dict[str, Any]]:
    return [{"type": kind, "media": source} for source in sources]


async def test_a_document_goes_up_and_comes_down_unharmed(caller: Caller) -> None:
    sent = await upload(caller, "sendDocument", {"document": ("plan.pdf", PDF)}, caption=CAPTION,
                        parse_mode="HTML", reply_markup=keyboard("go"))  # fmt: skip
    assert sent["document"]["file_name"] == "plan.pdf"
    assert sent["document"]["mime_type"] == "application/pdf"
    assert sent["document"]["file_size"] == len(PDF)
    assert sent["caption"] == "Annual plan" and "text" not in sent
    assert sent["caption_entities"] == [{"type": "bold", "offset": 0, "length": 11}]
    assert sent["reply_markup"]["inline_keyboard"][0][0]["text"] == "go"
    found = await caller.ok("getFile", file_id=sent["document"]["file_id"])
    assert found["file_unique_id"] == sent["document"]["file_unique_id"]
    assert await fetch(caller, found["file_path"]) == (200, PDF)
    assert (await fetch(caller, found["file_path"], "123456:other"))[0] == 401
    assert (await fetch(caller, "documents/file_9.pdf"))[0] == 404


async def test_a_file_has_no_address_before_it_is_asked_for(caller: Caller) -> None:
    await upload(caller, "sendDocument", {"document": ("plan.pdf", PDF)})
    assert (await fetch(caller, "documents/file_0.pdf"))[0] == 404


async def test_the_same_file_is_sent_again_by_its_name(caller: Caller) -> None:
    first = await upload(caller, "sendDocument", {"document": ("plan.pdf", PDF)})
    again = await caller.ok("sendDocument", chat_id=ALEX, document=first["document"]["file_id"])
    assert again["document"] == first["document"]
    other = await upload(caller, "sendDocument", {"document": ("plan.pdf", PDF)})
    assert other["document"]["file_unique_id"] != first["document"]["file_unique_id"]


@pytest.mark.parametrize("picture", [png(30, 20), jpeg(30, 20)], ids=["png", "jpeg"])
async def test_a_photo_has_its_true_size(caller: Caller, picture: bytes) -> None:
    [photo] = (await upload(caller, "sendPhoto", {"photo": ("a.png", picture)}))["photo"]
    assert (photo["width"], photo["height"], photo["file_size"]) == (30, 20, len(picture))


@pytest.mark.parametrize("data", [b"", b"\x89PNG\r\n\x1a\n", png(3, 4)[:20], b"\xff\xd8\xff", b"\xff\xd8" * 9, b"GIF89a" * 9,
                                  b"\xff\xd8\xff\xfe\x00\x00" * 5, png(0, 4)])  # fmt: skip
def test_what_is_no_picture_has_no_size(data: bytes) -> None:
    assert size(data) is None


async def test_an_album_is_one_message_a_file_with_one_number(caller: Caller) -> None:
    uploads = {"a": ("a.pdf", PDF), "b": ("b.pdf", PDF)}
    media = [{**part, "caption": words} for part, words in
             zip(parts("document", "attach://a", "attach://b"), ("first", ""), strict=True)]  # fmt: skip
    first, second = await upload(caller, "sendMediaGroup", uploads, media=media)
    assert first["media_group_id"] == second["media_group_id"]
    assert (first["caption"], "caption" in second) == ("first", False)
    assert second["message_id"] == first["message_id"] + 1
    assert [entry["method"] for entry in (await caller.get("log"))["log"]] == ["sendMediaGroup"] * 2


async def test_the_log_names_files_instead_of_holding_them(caller: Caller) -> None:
    await upload(caller, "sendDocument", {"document": ("plan.pdf", PDF)})
    [entry] = (await caller.get("log"))["log"]
    assert entry["arguments"]["document"] == f"plan.pdf ({len(PDF)} bytes)"


async def test_people_send_photos_and_documents(caller: Caller) -> None:
    await send(caller, file("photo", "a.png", png(30, 20)), text="my letter")
    await send(caller, file("document", "a.txt", b"x", "text/plain"))
    photo, document = [update["message"] for update in await caller.ok("getUpdates")]
    assert (photo["photo"][0]["width"], photo["caption"]) == (30, "my letter")
    assert document["document"]["mime_type"] == "text/plain" and "caption" not in document
    found = await caller.ok("getFile", file_id=photo["photo"][0]["file_id"])
    assert await fetch(caller, found["file_path"]) == (200, png(30, 20))


async def test_an_album_of_a_person_comes_as_one_update_each(caller: Caller) -> None:
    answer = await send(caller, *[file("photo", f"{n}.png", png(n, n)) for n in (1, 2, 3)], text="proof")
    messages = [update["message"] for update in await caller.ok("getUpdates")]
    assert [message["message_id"] for message in messages] == answer["message_ids"]
    assert len(answer["update_ids"]) == 3
    assert len({message["media_group_id"] for message in messages}) == 1
    assert [message.get("caption") for message in messages] == ["proof", None, None]


async def test_the_page_gets_documents_only_to_save_them(caller: Caller) -> None:
    await send(caller, file("document", "a.html", b"<script>", "text/html"))
    await send(caller, file("photo", "a.png", png(3, 4)))
    document, [photo] = [m.get("document") or m["photo"] for m in (await caller.get("state"))["messages"]]
    path = f"{caller.address}/_sandbox/files/"
    async with caller.session.get(path + document["file_unique_id"]) as response:
        assert response.headers["Content-Disposition"] == 'attachment; filename="a.html"'
        assert response.headers["X-Content-Type-Options"] == "nosniff"
        assert await response.read() == b"<script>"
    async with caller.session.get(path + photo["file_unique_id"]) as response:
        assert (response.content_type, "Content-Disposition" in response.headers) == ("image/png", False)
    async with caller.session.get(path + "nothing") as response:
        assert response.status == 404


async def test_a_caption_changes_and_a_text_has_none(caller: Caller) -> None:
    sent = await upload(caller, "sendPhoto", {"photo": ("a.png", png(3, 4))}, caption="old")
    place = {"chat_id": ALEX, "message_id": sent["message_id"]}
    edited = await caller.ok("editMessageCaption", **place, caption="<i>new</i>", parse_mode="HTML")
    assert (edited["caption"], edited["photo"]) == ("new", sent["photo"])
    assert "caption" not in await caller.ok("editMessageCaption", **place)
    assert "message is not modified" in await caller.refused("editMessageCaption", **place)
    assert await caller.refused("editMessageText", **place, text="x") == (
        "400 Bad Request: there is no text in the message to edit"
    )
    text = await caller.ok("sendMessage", chat_id=ALEX, text="x")
    assert await caller.refused(
        "editMessageCaption", chat_id=ALEX, message_id=text["message_id"], caption="x"
    ) == ("400 Bad Request: there is no caption in the message to edit")


UPLOADS = {"a": ("a.pdf", PDF), "b": ("b.png", png(3, 4)), "empty": ("c.pdf", b"")}


@pytest.mark.parametrize(
    ("method", "uploads", "fields", "words"),
    [
        ("sendDocument", {}, {}, "there is no document in the request"),
        ("sendDocument", {}, {"document": "attach://a"}, "there is no document in the request"),
        ("sendPhoto", {}, {}, "there is no photo in the request"),
        ("sendDocument", {}, {"document": "https://example.org/a.pdf"}, "failed to get HTTP URL content"),
        ("sendDocument", {}, {"document": "AB CD"},
         "wrong remote file identifier specified: Wrong character in the string"),
        ("sendDocument", {}, {"document": "BQACAgABC"},
         "wrong remote file identifier specified: can't unserialize it. Wrong last symbol"),
        ("sendDocument", {"document": ("a.pdf", b"")}, {}, "file must be non-empty"),
        ("sendDocument", {"document": ("a.pdf", PDF)}, {"caption": "x" * 1025}, "message caption is too long"),
        ("sendDocument", {"document": ("a.pdf", PDF)}, {"caption": "<b>", "parse_mode": "HTML"},
         "can't parse entities: Can't find end tag corresponding to start tag \"b\""),
        ("sendDocument", {"document": ("a.pdf", PDF)}, {"chat_id": 7}, "chat not found"),
        ("sendPhoto", {"photo": ("a.png", PDF)}, {}, "IMAGE_PROCESS_FAILED"),
        ("sendPhoto", {"photo": ("a.png", png(1, 21))}, {}, "PHOTO_INVALID_DIMENSIONS"),
        ("sendPhoto", {"photo": ("a.jpg", jpeg(6000, 5000))}, {}, "PHOTO_INVALID_DIMENSIONS"),
        ("sendMediaGroup", {}, {}, 'parameter "media" is required'),
        ("sendMediaGroup", {}, {"media": "{"}, "can't parse media JSON object"),
        ("sendMediaGroup", {}, {"media": {}}, "expected an Array of InputMedia"),
        ("sendMediaGroup", {}, {"media": []}, "there are no messages to send"),
        ("sendMediaGroup", {}, {"media": ["x"]}, "can't parse InputMedia: expected an Object"),
        ("sendMediaGroup", {}, {"media": parts("document", "attach://a")}, "can't parse InputMedia: media not found"),
        ("sendMediaGroup", UPLOADS, {"media": parts("sticker", "attach://a")},
         'can\'t parse InputMedia: type "sticker" is unsupported'),
        ("sendMediaGroup", UPLOADS, {"media": parts("document", *["attach://a"] * 11)},
         "too many messages to send as an album"),
        ("sendMediaGroup", UPLOADS, {"media": parts("document", "attach://a")},
         "an album of this sandbox has 2-10 items, as Telegram's documentation asks"),
        ("sendMediaGroup", UPLOADS, {"media": [*parts("document", "attach://a"), *parts("photo", "attach://b")]},
         "document can't be mixed with other media types"),
        ("sendMediaGroup", UPLOADS, {"media": parts("document", "attach://a", "attach://empty")},
         'failed to send message #2 with the error message "file must be non-empty"'),
        ("sendMediaGroup", UPLOADS, {"media": [{**part, "caption": "x" * 1025} for part in parts("document", "attach://a")]},
         "can't parse InputMedia: message caption is too long"),
        ("getFile", {}, {}, "file_id not specified"),
        ("getFile", {}, {"file_id": "nothing"}, "invalid file_id"),
    ],
)  # fmt: skip
async def test_telegram_would_refuse_the_file_so_the_sandbox_does(
    caller: Caller, method: str, uploads: Any, fields: dict[str, Any], words: str
) -> None:
    assert await upload(caller, method, uploads, **fields) == f"400 Bad Request: {words}"
    assert (await caller.get("state"))["messages"] == []


async def test_a_photo_is_no_document(caller: Caller) -> None:
    [photo] = (await upload(caller, "sendPhoto", {"photo": ("a.png", png(3, 4))}))["photo"]
    assert await caller.refused("sendDocument", chat_id=ALEX, document=photo["file_id"]) == (
        "400 Bad Request: can't use file of type Photo as Document"
    )


async def test_files_that_are_too_big_are_refused(caller: Caller, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(arguments, "MOST_UPLOADED", 50)
    monkeypatch.setattr(files, "_LARGEST_PHOTO", 10)
    sent = {"document": ("a.pdf", b"x" * 50)}
    found = (await upload(caller, "sendDocument", sent))["document"]
    sent = {"document": ("a.pdf", b"x" * 51)}
    assert await upload(caller, "sendDocument", sent) == "413 Request Entity Too Large"
    assert await upload(caller, "sendPhoto", {"photo": ("a.png", b"x" * 11)}) == (
        "400 Bad Request: file of size 11 bytes is too big for a photo; the maximum size is 10 bytes"
    )
    monkeypatch.setattr(files, "_LARGEST_DOWNLOAD", 49)
    assert await caller.refused("getFile", file_id=found["file_id"]) == "400 Bad Request: file is too big"


@pytest.mark.parametrize(
    ("sent", "sentence"),
    [
        ([file("photo", "a.png", PDF)], "this is no photo: Bad Request: IMAGE_PROCESS_FAILED"),
        ([file("sticker", "a", PDF)], "a file has kind (photo or document), name, mime_type and data"),
        ([{**file("document", "a", PDF), "data": "%%"}], "data must be base64"),
        ([file("document", "a", PDF), file("photo", "a.png", png(1, 1))],
         "photos and documents cannot be mixed in an album"),
        ([file("document", "a", PDF)] * 11, "files must be a list of at most 10"),
    ],
)  # fmt: skip
async def test_what_people_cannot_send_is_said_in_words(caller: Caller, sent: Any, sentence: str) -> None:
    assert await caller.post("messages", chat_id=ALEX, from_id=ALEX, files=sent) == (400, {"error": sentence})
