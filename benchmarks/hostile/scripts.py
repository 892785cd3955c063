"""Scripts in every field, on every page that shows it and in every form that is sent back.

Seen failing with `autoescape` off in the templates' options.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence

from django.http import HttpResponse

from benchmarks.hostile.page import PageForm, live_in, words_of
from benchmarks.hostile.sent import forms_standing, tried
from benchmarks.hostile.world import MARK, answering, everything, kinds_of_answers, undone, walk
from benchmarks.result import Result, Size, tallied

RUN = "zz(1)"
PAYLOADS = (
    *(f"<script>{RUN}</script>", f"</script><script>{RUN}</script>", f"<img src=x onerror={RUN}>"),
    *(f'"><img src=x onerror={RUN}>', f"'><svg/onload={RUN}>", f"<svg><script>{RUN}</script></svg>"),
    *(f'" onfocus={RUN} autofocus x="', f"' onmouseover={RUN} x='", f"` onmouseover={RUN} x=`"),
    *(f"</textarea><script>{RUN}</script>", f"</title><script>{RUN}</script>", f"--><script>{RUN}</script>"),
    *(f"]]><script>{RUN}</script>", f"<iframe src=javascript:{RUN}>", f"<a href=javascript:{RUN}>x</a>"),
    *(f"javascript:{RUN}", f" jAvAsCrIpT:{RUN}", f"data:text/html,<script>{RUN}</script>"),
    *(f"<base href=//127.0.0.1:9/><p>{RUN}", f"<form action=javascript:{RUN}><button>x</button>"),
    *(f"<meta http-equiv=refresh content=0;url=javascript:{RUN}>", f"<body onload={RUN}>"),
    *(f"<details open ontoggle={RUN}>", f"<math><mtext><img src=x onerror={RUN}>", f"{{{{{RUN}}}}}"),
    *(f"{{% debug %}}<p hx-on:load={RUN}>", f"<style>@import'//127.0.0.1:9/{RUN}'</style>"),
    *(f"<option></select><img src=x onerror={RUN}>", f"\u2028';{RUN}//", f"%3Cscript%3E{RUN}%3C/script%3E"),
)
QUICK_TURNS = 1
OWN_WORDS = "guide:"  # pages that show our files and no field, with links that lead out


def measure(size: Size) -> Iterator[Result]:
    """Every page as everybody sees it, with each payload in each field in turns; every form sent back."""
    turns = range(len(PAYLOADS) if size is Size.FULL else QUICK_TURNS)
    yield _on_pages(turns)
    yield _in_forms(turns)


def _on_pages(turns: Sequence[int]) -> Result:
    outcomes: Counter[str] = Counter()
    shown, wrong = set[str](), Counter[str]()
    kinds = kinds_of_answers()
    names = [name for name in answering("text/html", "application/json") if not name.startswith(OWN_WORDS)]
    with undone():
        place = everything()
        for turn in turns:
            for name, answer, _ in walk(place, PAYLOADS, names, turn=turn, everybody=len(turns) > 1):
                if not isinstance(answer, HttpResponse) or answer.status_code != 200:
                    outcomes["page broken"] += 1
                    wrong[f"{name}: {answer!r:.120}"] += 1
                elif kinds[name].startswith("text/html"):
                    # a document to be kept carries its style sheet with it
                    found = live_in(answer.text, own_style="Content-Disposition" in answer.headers)
                    outcomes["page with something live" if found else "page without"] += 1
                    wrong.update(f"{name}: {each}" for each in found)
                    seen = {mark for words in words_of(answer.text) for mark in MARK.findall(words)}
                    outcomes["payloads shown"] += len(seen)
                    shown |= {name} if seen else set()
    return tallied(
        f"{len(PAYLOADS)} scripts in every field, {len(names)} pages, {len(turns)} turns",
        outcomes,
        bar="0 live, 0 pages broken",
        holds=outcomes["payloads shown"] > 0 and not wrong,
        note=f"payloads stood on {len(shown)} pages; {wrong.most_common(12) or ''}",
    )


def _in_forms(turns: Sequence[int]) -> Result:
    """Every field of every form filled with a payload: what comes back shows it as text."""
    outcomes: Counter[str] = Counter()
    wrong = Counter[str]()
    with undone():
        for stood in forms_standing(everything()):
            for turn in turns:
                back = tried(stood, _filled(stood.form, turn))
                where = f"{stood.page} → {stood.form.action}"
                if isinstance(back, Exception) or back.status_code >= 500:
                    outcomes["form broken"] += 1
                    wrong[f"{where}: {back!r:.160}"] += 1
                    continue
                is_page = back.headers.get("Content-Type", "").startswith("text/html")
                found = live_in(back.text) if is_page else []
                outcomes["answer with something live" if found else f"answered {back.status_code}"] += 1
                wrong.update(f"{where}: {each}" for each in found)
                if is_page:
                    outcomes["payloads shown"] += sum(RUN in words for words in words_of(back.text))
    return tallied(
        f"{len(PAYLOADS)} scripts in every field of every form, {len(turns)} turns",
        outcomes,
        bar="0 live, 0 broken",
        holds=outcomes["payloads shown"] > 0 and not wrong,
        note=str(wrong.most_common(12) or ""),
    )


def _filled(form: PageForm, turn: int) -> dict[str, list[str]]:
    """What is sent: payloads in all that one writes, the rest as it stood."""
    data = form.data
    for at, name in enumerate(sorted(form.typed)):
        data[name] = [PAYLOADS[(at + turn) % len(PAYLOADS)]]
    return data
