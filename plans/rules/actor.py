"""Who carries duties: one body under its many spellings, who is covered by a general name, who is given a
role.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from assignments.rules import AgencyKind
from plans.rules.plan import ActorKind

_ABBREVIATIONS = {
    "UB MTTQ VN": "mặt trận tổ quốc",
    "UB MTTQ": "mặt trận tổ quốc",
    "MTTQ": "mặt trận tổ quốc",
    "UBND": "ủy ban nhân dân",
    "HĐND": "hội đồng nhân dân",
    "ĐU": "đảng ủy",
    "BCĐ": "ban chỉ đạo",
    "VP": "văn phòng",
    "PGD": "phòng giao dịch",
    "NH CSXH": "ngân hàng chính sách xã hội",
    "VH XH": "văn hóa xã hội",
    "KT HT ĐT": "kinh tế hạ tầng đô thị",
    "KT HT": "kinh tế hạ tầng",
    "LĐ TB XH": "lao động thương binh xã hội",
    "TB XH": "thương binh xã hội",
    "CT XH": "chính trị xã hội",
    "DV TH": "dịch vụ tổng hợp",
    "DVTH": "dịch vụ tổng hợp",
    "PV HCC": "phục vụ hành chính công",
    "Đoàn TN": "đoàn thanh niên",
    "ĐTN": "đoàn thanh niên",
    "CCB": "cựu chiến binh",
    "LHPN": "phụ nữ",
    "Hội PN": "hội phụ nữ",
    "Hội ND": "hội nông dân",
    "TDP": "tổ dân phố",
    "TYT": "trạm y tế",
}
_SHORT = re.compile(
    r"(?<!\w)(?=[A-ZĐ])(?:"
    + "|".join(
        re.escape(short).replace(r"\ ", r"[\s,.&–-]*")
        for short in sorted(_ABBREVIATIONS, key=len, reverse=True)
    )
    + r")(?!\w)|(?<!\w)P\."
)
_NO_LETTER = re.compile(r"\W")
_LONG = {_NO_LETTER.sub("", short): long for short, long in _ABBREVIATIONS.items()} | {"P": "phòng"}
_TONES = {
    **{f"o{written}": f"{accented}a" for written, accented in zip("àáảãạ", "òóỏõọ", strict=True)},
    **{f"o{written}": f"{accented}e" for written, accented in zip("èéẻẽẹ", "òóỏõọ", strict=True)},
    **{f"u{written}": f"{accented}y" for written, accented in zip("ỳýỷỹỵ", "ùúủũụ", strict=True)},
}
_TONE = re.compile(r"(?<!q)(?:o[àáảãạèéẻẽẹ]|u[ỳýỷỹỵ])\b")
_NO_WORD = re.compile(r"[\W_]+(?:và[\W_]+)*")
_SAME = (
    (re.compile(r"ủy ban mặt trận"), "mặt trận"),
    (re.compile(r"mặt trận tổ quốc(?: việt nam)?"), "mặt trận"),
    (re.compile(r"hội đồng nhân dân ủy ban nhân dân"), "ủy ban nhân dân"),
    (re.compile(r"liên hiệp phụ nữ"), "phụ nữ"),
    (re.compile(r"đoàn thanh niên(?: cộng sản)?(?: hồ chí minh)?"), "đoàn thanh niên"),
)
_WHERE = re.compile(
    r"\s*(?:\(.*|\b(?:của|trên\s+địa\s+bàn|thuộc|cấp|phụ\s+trách|đóng)\b.*"
    r"|\b(?:xã(?!\s+hội)|phường|đặc\s+khu|thị\s+trấn|tỉnh|huyện)\b.*)$",
    re.IGNORECASE | re.DOTALL,
)
_LEAD = re.compile(r"(?:đề nghị|các|những|thành viên)\s+", re.IGNORECASE)
_PARTS = re.compile(r"\s+và\s+(?=các\b)|;\s*|,\s+(?=các\b)", re.IGNORECASE)
_ONE_BODY = ("ngân hàng chính sách xã hội", "mặt trận", "ban chỉ đạo")
_SCHOOLS = re.compile(r"trường(?: học| mầm non| tiểu học| trung học.*)?|nhà trường")


def canonical(text: str) -> str:
    """The words in one spelling: abbreviations written out, tone marks in one place, no "và", no marks."""
    written = _SHORT.sub(_in_full, text).lower()
    written = _TONE.sub(lambda match: _TONES[match[0]], written)
    written = _NO_WORD.sub(" ", written).strip()
    for pattern, name in _SAME:
        written = pattern.sub(name, written)
    return written


def _in_full(match: re.Match[str]) -> str:
    return f" {_LONG[_NO_LETTER.sub('', match[0])]} "


def bodies(name: str) -> list[str]:
    """The bodies that an actor's name holds, comparable: "Ủy ban MTTQ xã và các đoàn thể" holds two."""
    found = []
    for part in _PARTS.split(_LEAD.sub("", name, count=1) if _LEAD.match(name) else name):
        while lead := _LEAD.match(part):
            part = part[lead.end() :]
        written = canonical(_WHERE.sub("", part))
        found.append(next((one for one in _ONE_BODY if one in written), written))
    return [each for each in found if each]


def is_named(body: str, written: str) -> bool:
    """Whether a canonical text names the body; an office also by the first words of a long name."""
    if _SCHOOLS.fullmatch(body):
        return bool(re.search(r"\b(?:trường học|nhà trường|các trường)\b", written))
    words = body.split()
    short = " ".join(words[:3]) if words[:1] == ["phòng"] else body
    return f" {short} " in f" {written} "


_GENERAL = {
    ActorKind.OFFICE: re.compile(r"\bcác (?:phòng|ban|cơ quan|đơn vị|ngành|bộ phận|tổ chức)\b"),
    ActorKind.OFFICIAL: re.compile(
        r"\bcác (?:phòng|ban|cơ quan|đơn vị|ngành|bộ phận)\b|\b(?:công chức|cán bộ)\b"
    ),
    ActorKind.SCHOOL: re.compile(r"\btrường\b|\bcác (?:cơ quan|đơn vị)\b"),
    ActorKind.ASSOCIATION: re.compile(r"\b(?:đoàn thể|mặt trận)\b|\bcác (?:hội|tổ chức)\b"),
    ActorKind.HAMLET: re.compile(r"\b(?:xóm|thôn|bản|ấp|buôn|làng|khu phố|khóm|tổ dân phố|khu dân cư)\b"),
}


def is_covered(kind: ActorKind, recipients: str) -> bool:
    """Whether recipient lines (canonical) cover this kind in general words: "Các phòng, ban, đơn vị"."""
    return kind in _GENERAL and bool(_GENERAL[kind].search(recipients))


_UP = "[A-ZÀÁÂÃÈÉÊÌÍÒÓÔÕÙÚÝĂĐĨŨƠƯẠẢẤẦẨẪẬẮẰẲẴẶẸẺẼẾỀỂỄỆỈỊỌỎỐỒỔỖỘỚỜỞỠỢỤỦỨỪỬỮỰỲỴỶỸ]"
_ROLE = r"(?:chủ\s+trì|thường\s+trực|đầu\s+mối)"
_STOP = (
    r"(?!(?:để|chủ\s+trì|làm|là|có|chịu|(?<!vụ\s)tổng\s+hợp|trước|theo|phối\s+hợp|thực\s+hiện|tham\s+mưu|xem\s+xét|giải\s+quyết"
    r"|giữ|được|cùng|trong|vào|chậm|muộn|hằng|hàng|định\s+kỳ|thường\s+trực|đầu\s+mối|đôn\s+đốc|hướng\s+dẫn|khi|sau"
    r"|nếu|các|tiếp\s+nhận|kiểm\s+tra|rà\s+soát|qua|về)\b)"
)
_OFFICE = r"(?:[Pp]hòng|P\.|[Vv]ăn\s+phòng|VP|[Tt]rung\s+tâm|TT|[Tt]rạm|[Cc]ông\s+chức|[Cc]án\s+bộ)"
_NAME = (
    rf"\s*{_UP}[^\W\d_]*(?:(?:\s*[-–&]\s*|\s*,\s*(?={_UP})(?!\s*{_OFFICE})|\s+(?:và\s+(?={_UP}))?){_STOP}[^\W\d_]+)"
    r"{0,9}"
)
_BODY = rf"{_OFFICE}{_NAME}"
_ANY_BODY = (
    rf"(?:{_BODY}|(?:Hội|Đoàn|Công\s+an|Ban\s+Chỉ\s+huy){_NAME}|Công\s+an(?:\s+(?:xã|phường))?\b|(?:Ủy\s+ban\s+|UB)?(?:MTTQ|Mặt\s+trận)"
    rf"(?:{_NAME})?)"
)
_HANDED = (
    re.compile(
        rf"(?:\b[Gg]ửi(?:\s+(?:về|cho|tới|đến))?|\b[Qq]ua|\b[Bb]áo\s+cáo(?:\s+(?:về|với|cho))?"
        rf"|\b(?:[Gg]ửi|[Bb]áo\s+cáo|[Pp]hản\s+ánh|văn\s+bản)\b[^.;:()]{{0,60}}?\s(?:về|cho|tới|đến))\s+(?P<body>{_BODY})"
    ),
    re.compile(
        rf"(?P<body>{_ANY_BODY})(?:\s+(?:xã|phường))?\s+(?:sẽ\s+)?(?:(?:là|làm|giữ\s+vai\s+trò|chịu\s+trách\s+nhiệm)\s+)?"
        rf"(?:(?:cơ\s+quan|đơn\s+vị|bộ\s+phận)\s+)?{_ROLE}\b"
    ),
    re.compile(
        rf"(?:cơ\s+quan|đơn\s+vị|Cơ\s+quan|Đơn\s+vị)\s+(?:{_ROLE}|thực\s+hiện)(?:\s+là|\s*:)\s+(?P<body>{_ANY_BODY})"
    ),
)
_CUES = ("ửi ", "qua", "áo cáo", "hản ánh", "văn bản", "hủ trì", "hường trực", "ầu mối", "ực hiện")
_HEADS = (
    *("hòng ", "P.", "VP", "rung tâm ", "TT ", "rạm ", "ông chức ", "án bộ "),
    *("Hội ", "Đoàn ", "Công an", "Ban Chỉ huy", "MTTQ", "Mặt trận"),
)
_ELSEWHERE = re.compile(
    r"\b(?:tỉnh|huyện|thị xã|thành phố|trung ương|cấp trên|(?<!cán )bộ|(?<!cơ )sở|hành chính công"
    r"|giao dịch|truyền thanh)\b"
)


def roles_handed(text: str) -> Iterator[str]:
    """Bodies of the commune that a sentence hands a role to: "(qua Phòng Kinh tế)", "Trạm Y tế chủ trì …"."""
    if not (any(head in text for head in _HEADS) and any(cue in text for cue in _CUES)):
        return
    for pattern in _HANDED:
        for match in pattern.finditer(text):
            body = re.sub(r"\s+", " ", match["body"]).strip()
            after = text[match.end("body") : match.end("body") + 12].lower()
            if not _ELSEWHERE.search(canonical(f"{body} {after}")):
                yield body


_ASSOCIATIONS = ("hội ", "đoàn ")
_ALL_ASSOCIATIONS = re.compile(r"\b(?:đoàn thể|tổ chức chính trị xã hội|tổ chức đoàn thể|hội đoàn thể)\b")


def carries(body: str, actors: Iterable[str]) -> bool:
    """Whether a body named in prose is one of the actors, both as `bodies` gives them, or of their staff."""
    for actor in actors:
        longer, shorter = sorted((f"{body} ", f"{actor} "), key=len, reverse=True)
        if longer.startswith(shorter):
            return True
        if body.startswith(_ASSOCIATIONS) and _ALL_ASSOCIATIONS.search(actor):
            return True
        staff = re.sub(r"^(?:công chức|cán bộ) ", "", body)
        if staff != body and staff in actor:
            return True
    return False


_OF_ALL = r"cơ quan|đơn vị"
_KINDS = {
    AgencyKind.OFFICE: r"phòng|ban|ngành",
    AgencyKind.COMMITTEE: r"ban|ngành",
    AgencyKind.UNION: r"đoàn thể|hội|tổ chức",
    AgencyKind.SCHOOL: r"trường",
    AgencyKind.ENTERPRISE: r"doanh nghiệp|hợp tác xã",
    AgencyKind.BANK: r"ngân hàng|tổ chức tín dụng",
    AgencyKind.RELIGIOUS: r"cơ sở tôn giáo|tổ chức tôn giáo",
}


def is_addressed(agency: str, kind: AgencyKind, actor: str) -> bool:
    """Whether an actor of a plan is an agency: by its name, under whichever spelling, or in general words
    ("Các cơ quan, đơn vị, trường học").
    """
    if any(carries(body, bodies(actor)) for body in bodies(agency)):
        return True
    general = "|".join(filter(None, (_OF_ALL, _KINDS.get(kind))))
    return bool(re.search(rf"\bcác\b.*\b(?:{general})\b", canonical(actor)))
