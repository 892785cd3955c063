"""Elements of WordprocessingML, which callers build in the order that the schema asks for."""

from __future__ import annotations

from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.oxml.xmlchemy import BaseOxmlElement

Element = BaseOxmlElement
MM = 1440 / 25.4  # twips


def w(name: str, /, *children: Element, **attributes: str | int) -> Element:
    """The element w:`name`; its attributes are of the same namespace."""
    element: Element = OxmlElement(f"w:{name}")
    for key, value in attributes.items():
        element.set(qn(f"w:{key}"), str(value))
    element.extend(children)
    return element


def number_properties(level: int, numbers: int) -> Element:
    """What puts a paragraph, or every paragraph of a style, on a level of a list."""
    return w("numPr", w("ilvl", val=level), w("numId", val=numbers))
