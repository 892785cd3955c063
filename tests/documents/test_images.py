"""Photos drawn anew: what comes out, and what is refused. Every hostile file is made here."""

from __future__ import annotations

import io
import struct
import zlib
from typing import Any

import pytest
from PIL import Image, PngImagePlugin

from povertyplan.documents import images
from povertyplan.documents.apart import Limits
from povertyplan.documents.images import ImageError, photo


def file_of(image: Image.Image, format: str, **options: Any) -> bytes:
    made = io.BytesIO()
    image.save(made, format, **options)
    return made.getvalue()


def opened(jpeg: bytes) -> Image.Image:
    image = Image.open(io.BytesIO(jpeg))
    image.load()
    return image


def plain(size: tuple[int, int] = (60, 40), mode: str = "RGB") -> Image.Image:
    return Image.new(mode, size)


def png_that_claims(width: int, height: int) -> bytes:
    """A PNG of a few bytes whose head promises far more."""

    def chunk(kind: bytes, body: bytes) -> bytes:
        return struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))

    head = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    return (
        b"\x89PNG\r\n\x1a\n"
        + chunk(b"IHDR", head)
        + chunk(b"IDAT", zlib.compress(b"\0"))
        + chunk(b"IEND", b"")
    )


def with_text_bomb() -> bytes:
    """A small PNG with a comment that inflates to 100 MB."""
    info = PngImagePlugin.PngInfo()
    info.add_text("Comment", "a" * 100_000_000, zip=True)
    return file_of(plain(), "PNG", pnginfo=info)


def moving(format: str) -> bytes:
    frames = [Image.new("RGB", (20, 20), color) for color in ("red", "blue", "green")]
    return file_of(frames[0], format, save_all=True, append_images=frames[1:])


def photo_file() -> bytes:
    """A JPEG as phones write it: lying on its side, with the place where it was taken."""
    image = Image.new("RGB", (400, 200), "red")
    image.paste("blue", (0, 0, 200, 200))
    exif = Image.Exif()
    exif[0x0112] = 6  # to be turned by 90° clockwise
    exif[0x010F] = "May Anh Mau"
    exif.get_ifd(0x8825).update({1: "N", 2: (21.0, 34.0, 12.0), 3: "E", 4: (105.0, 50.0, 1.0)})
    xmp = b"<x:xmpmeta xmlns:x='adobe:ns:meta/'>DauHieuXmp</x:xmpmeta>"
    return file_of(image, "JPEG", exif=exif, comment=b"DauHieuLoi", xmp=xmp, icc_profile=b"DauHieuMau" * 20)


def test_photo_stands_upright_and_tells_nothing_but_the_picture():
    sent = photo_file()
    assert opened(sent).getexif().get_ifd(0x8825)[2] == (21.0, 34.0, 12.0)
    for mark in (b"May Anh Mau", b"DauHieuXmp", b"DauHieuLoi", b"DauHieuMau"):
        assert mark in sent

    kept = photo(sent).jpeg

    image = opened(kept)
    assert (image.format, image.size) == ("JPEG", (200, 400))
    assert not image.getexif()
    assert image.info.keys() <= {"jfif", "jfif_version", "jfif_unit", "jfif_density"}
    for mark in (b"Exif", b"May Anh Mau", b"http", b"DauHieu", b"ICC_PROFILE"):
        assert mark not in kept
    top, bottom = image.getpixel((100, 50)), image.getpixel((100, 350))
    assert isinstance(top, tuple)
    assert isinstance(bottom, tuple)
    assert top[2] > 200 > top[0]  # what lay left is above now: blue
    assert bottom[0] > 200 > bottom[2]


def test_same_file_gives_the_same_bytes():
    assert photo(photo_file()) == photo(photo_file())


@pytest.mark.parametrize(
    "sent",
    [
        file_of(Image.effect_noise((2800, 2100), 90).convert("RGB"), "JPEG", quality=80),
        file_of(Image.effect_noise((2400, 1500), 120).convert("RGB"), "WEBP", quality=90),
        file_of(plain((7000, 30)), "PNG"),
        file_of(plain((1, 9000)), "PNG"),
    ],
    ids=["noise", "webp", "broad", "thin"],
)
def test_large_ones_become_small(sent: bytes):
    kept = photo(sent).jpeg

    assert len(kept) <= images.MAX_JPEG
    assert max(opened(kept).size) <= images.MAX_SIDE


def test_picture_that_no_quality_makes_small_enough_shrinks(monkeypatch):
    sent = file_of(Image.effect_noise((1600, 1600), 200).convert("RGB"), "PNG")
    monkeypatch.setattr(images, "MAX_JPEG", 100_000)

    kept = images.work(sent)

    assert len(kept) <= 100_000
    assert max(opened(kept).size) < images.MAX_SIDE


@pytest.mark.parametrize("mode", ["1", "L", "LA", "P", "RGB", "RGBA", "CMYK", "I;16", "PA"])
def test_every_sort_of_colour_is_drawn(mode: str):
    format = "JPEG" if mode == "CMYK" else "PNG"
    image = plain(mode="P") if mode == "PA" else plain(mode=mode)
    if mode == "PA":
        image.info["transparency"] = 0

    assert opened(photo(file_of(image, format)).jpeg).mode == "RGB"


def test_what_can_be_seen_through_is_white():
    kept = opened(photo(file_of(Image.new("RGBA", (20, 20), (0, 0, 0, 0)), "PNG")).jpeg)

    assert kept.getpixel((10, 10)) == (255, 255, 255)


def test_photo_with_a_second_picture_inside_is_one_photo():
    """Phones keep a depth map or a small copy behind the picture (MPO)."""
    sent = file_of(plain(), "MPO", save_all=True, append_images=[plain((30, 20))])

    assert opened(photo(sent).jpeg).size == (60, 40)


WHOLE = file_of(Image.effect_noise((300, 300), 90).convert("RGB"), "JPEG")
HOSTILE = {
    "empty": (b"", images.NO_PHOTO),
    "text": (b"khong phai anh", images.NO_PHOTO),
    "svg": (b'<?xml version="1.0"?><svg xmlns="http://www.w3.org/2000/svg"/>', images.NO_PHOTO),
    "page": (b"<!DOCTYPE html><script>alert(1)</script>", images.NO_PHOTO),
    "program": (b"\x7fELF" + bytes(2000), images.NO_PHOTO),
    "archive": (b"PK\3\4" + bytes(2000), images.NO_PHOTO),
    "bmp": (file_of(plain(), "BMP"), images.NO_PHOTO),
    "tiff": (file_of(plain(), "TIFF"), images.NO_PHOTO),
    "postscript": (file_of(plain(), "EPS"), images.NO_PHOTO),
    "pdf": (file_of(plain(), "PDF"), images.PDF),
    "heic": (b"\0\0\0\x18ftypheic" + bytes(200), images.HEIC),
    "gif": (file_of(plain(), "GIF"), images.MOVING),
    "moving gif": (moving("GIF"), images.MOVING),
    "moving png": (moving("PNG"), images.MOVING),
    "moving webp": (moving("WEBP"), images.MOVING),
    "cut off": (WHOLE[: len(WHOLE) // 2], images.DAMAGED),
    "head alone": (WHOLE[:20], images.DAMAGED),
    "cut png": (file_of(Image.effect_noise((300, 300), 90), "PNG")[:4000], images.DAMAGED),
    "promises more than it holds": (png_that_claims(2000, 2000), images.DAMAGED),
    "claims 2.5 gigapixels": (png_that_claims(50_000, 50_000), images.TOO_MANY_PIXELS),
    "just above": (png_that_claims(8000, 5001), images.TOO_MANY_PIXELS),
    "black bomb": (file_of(plain((9000, 9000), "1"), "PNG"), images.TOO_MANY_PIXELS),
    "text bomb": (with_text_bomb(), images.DAMAGED),
    "11 MB": (bytes(11 << 20), images.TOO_LARGE),
}


@pytest.mark.parametrize("name", HOSTILE)
def test_hostile_file_is_refused_with_a_sentence(name: str):
    content, sentence = HOSTILE[name]

    with pytest.raises(ImageError) as refused:
        photo(content)

    assert str(refused.value) == sentence


def test_damaged_bytes_are_drawn_or_refused_never_more():
    """Every twentieth byte of a photo turned over, one at a time: a picture or a sentence."""
    sent, outcomes = photo_file(), {"drawn": 0, "refused": 0}
    for at in range(0, len(sent), 20):
        broken = bytearray(sent)
        broken[at] ^= 0xFF
        try:
            images.work(bytes(broken))
            outcomes["drawn"] += 1
        except ImageError:
            outcomes["refused"] += 1

    assert min(outcomes.values()) > 0, outcomes


def test_picture_that_takes_too_much_is_given_up():
    with pytest.raises(ImageError) as refused:
        photo(file_of(plain((6000, 6000)), "PNG"), limits=Limits(memory=60 << 20, cpu=10, wall=15.0))

    assert str(refused.value) == images.TOO_HEAVY


def test_zygote_serves_again_after_what_it_refused():
    with pytest.raises(ImageError):
        photo(b"x")

    assert opened(photo(WHOLE).jpeg).size == (300, 300)
