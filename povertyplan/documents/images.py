"""Photos that somebody sends us, drawn anew in a process apart: what is kept is a JPEG that we made, upright,
no larger than a page needs, and without anything that stood beside the picture.
"""

from __future__ import annotations

import io
from dataclasses import dataclass

from povertyplan.common.errors import DomainError
from povertyplan.documents import apart

MAX_FILE = 10 << 20
MAX_PIXELS = 40_000_000
MAX_SIDE = 1600
MAX_JPEG = 500_000
FORMATS = ("JPEG", "PNG", "WEBP")
QUALITIES = (85, 75, 65, 55, 45)
SHRINK = 0.8  # of the sides, where the lowest quality is still too large

TOO_LARGE = "Ảnh lớn hơn 10 MB. Chụp lại ở cỡ nhỏ hơn rồi gửi."
TOO_MANY_PIXELS = "Ảnh quá lớn (trên 40 triệu điểm ảnh). Thu nhỏ ảnh rồi gửi lại."
NO_PHOTO = "Tệp này không phải ảnh JPEG, PNG hoặc WebP. Chụp lại, hoặc lưu thành JPEG rồi gửi."
HEIC = "Ảnh này ở dạng HEIC, chưa đọc được. Chọn chụp dạng “Tương thích nhất” (JPEG) rồi gửi lại."
PDF = "Tệp này là PDF. Lưu bản quét thành ảnh JPEG, mỗi trang một ảnh, rồi gửi."
MOVING = "Ảnh động không làm ảnh chứng minh được. Gửi ảnh chụp hoặc bản quét."
DAMAGED = "Ảnh bị hỏng hoặc gửi chưa hết. Mở thử trên máy rồi gửi lại."
BUSY = "Máy đang đọc nhiều ảnh. Thử lại sau ít phút."
TOO_HEAVY = "Ảnh quá phức tạp nên không đọc được. Chụp lại hoặc thu nhỏ rồi gửi."

LIMITS = apart.Limits(memory=1 << 30, cpu=10, wall=15.0, answer=1 << 20)


class ImageError(DomainError):
    """A file that is not kept; the sentence says why and what to do."""


@dataclass(frozen=True)
class Photo:
    """A picture as `photo` made it; nothing else may be stored as one."""

    jpeg: bytes


def photo(content: bytes, *, limits: apart.Limits = LIMITS) -> Photo:
    """The picture of an uploaded file; the same file gives the same bytes. Raises ImageError."""
    if len(content) > MAX_FILE:
        raise ImageError(TOO_LARGE)
    return Photo(_zygote.answer(content, limits=limits))


# --- in the process apart ---


def warm_up() -> None:
    """Load Pillow before any child is forked."""
    from PIL import Image

    Image.preinit()
    Image.MAX_IMAGE_PIXELS = MAX_PIXELS


def work(content: bytes) -> bytes:
    """A child's job: an uploaded file to our JPEG. Raises ImageError."""
    from PIL import Image, ImageOps, UnidentifiedImageError

    try:
        with Image.open(io.BytesIO(content), formats=FORMATS) as opened:
            if opened.width * opened.height > MAX_PIXELS:
                raise ImageError(TOO_MANY_PIXELS)
            if opened.format in {"PNG", "WEBP"} and getattr(opened, "is_animated", False):
                raise ImageError(MOVING)
            opened.draft("RGB", (MAX_SIDE, MAX_SIDE))  # a JPEG is read no larger than it is needed
            opened.load()
            upright = ImageOps.exif_transpose(opened)
        pixels = upright.convert("RGBA" if upright.has_transparency_data else "RGB")
        pixels.thumbnail((MAX_SIDE, MAX_SIDE))
    except UnidentifiedImageError as error:
        raise ImageError(_what_it_is(content)) from error
    except Image.DecompressionBombError as error:
        raise ImageError(TOO_MANY_PIXELS) from error
    except (ImageError, MemoryError):
        raise
    except Exception as error:  # Pillow meets damage with a dozen types
        raise ImageError(DAMAGED) from error
    canvas = Image.new("RGB", pixels.size, "white")  # carries nothing of what was sent but the picture
    canvas.paste(pixels, mask=pixels if pixels.mode == "RGBA" else None)
    while True:
        for quality in QUALITIES:
            made = io.BytesIO()
            canvas.save(made, "JPEG", quality=quality, optimize=True)
            if made.tell() <= MAX_JPEG:
                return made.getvalue()
        canvas = canvas.resize([max(1, int(side * SHRINK)) for side in canvas.size])


def _what_it_is(content: bytes) -> str:
    """The sentence for a file that is none of the three kinds."""
    if content.startswith(b"%PDF-"):
        return PDF
    if content[4:8] == b"ftyp" and content[8:12] in {b"heic", b"heix", b"mif1", b"hevc"}:
        return HEIC
    if content.startswith((b"GIF87a", b"GIF89a")):
        return MOVING
    if content.startswith((b"\xff\xd8\xff", b"\x89PNG\r\n\x1a\n")):
        return DAMAGED
    return NO_PHOTO


_zygote = apart.Zygote(
    "image",
    warm_up=warm_up,
    work=work,
    sentences=apart.Sentences(error=ImageError, busy=BUSY, failed=DAMAGED, over=TOO_HEAVY),
)
