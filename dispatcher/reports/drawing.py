"""Shapes of a chart as SVG elements: well-formed and escaped by construction, sizes in units of the view box."""

from xml.etree.ElementTree import Element, SubElement, tostring

from rich.cells import cell_len

NAMESPACE = "http://www.w3.org/2000/svg"
CELL = 0.56  # width of a terminal cell in ems: a Latin letter, or half a Chinese character


def picture(width: float, height: float, label: str) -> Element:
    """Return an empty picture that fills the width it is given; ``label`` says to a screen reader what it shows."""
    box = f"0 0 {number(width)} {number(height)}"
    return Element("svg", {"xmlns": NAMESPACE, "viewBox": box, "role": "img", "aria-label": label})


def group(parent: Element, kind: str, **data: str) -> Element:
    """Return a new group of a class; ``data`` become ``data-`` attributes."""
    return SubElement(parent, "g", {"class": kind, **{f"data-{name}": value for name, value in data.items()}})


def box(parent: Element, kind: str, x: float, y: float, width: float, height: float, round_: float = 0) -> Element:
    """Draw a rectangle; nothing is thinner than half a unit, so that a minute can still be seen."""
    place = {"x": number(x), "y": number(y), "width": number(max(width, 0.5)), "height": number(height)}
    corner = {"rx": number(round_)} if round_ else {}
    return SubElement(parent, "rect", {"class": kind, **place, **corner})


def line(parent: Element, kind: str, x1: float, y1: float, x2: float, y2: float) -> Element:
    """Draw a straight line."""
    ends = {"x1": number(x1), "y1": number(y1), "x2": number(x2), "y2": number(y2)}
    return SubElement(parent, "line", {"class": kind, **ends})


def dot(parent: Element, kind: str, x: float, y: float, radius: float) -> Element:
    """Draw a disc."""
    return SubElement(parent, "circle", {"class": kind, "cx": number(x), "cy": number(y), "r": number(radius)})


def padlock(parent: Element, x: float, y: float) -> Element:
    """Draw a padlock five units wide and seven high."""
    lock = group(parent, "lock")
    path = f"M{number(x + 1)} {number(y + 3.2)}v-1.4a1.5 1.5 0 0 1 3 0v1.4"
    SubElement(lock, "path", {"class": "shackle", "d": path})
    box(lock, "case", x, y + 3, 5, 4, 0.6)
    return lock


def text(parent: Element, kind: str, x: float, y: float, words: str, anchor: str = "start") -> Element:
    """Write words on a baseline."""
    place = {"class": kind, "x": number(x), "y": number(y), "text-anchor": anchor}
    node = SubElement(parent, "text", place)
    node.text = words
    return node


def tip(parent: Element, words: str) -> None:
    """Say what a shape is to a pointer or a screen reader."""
    node = SubElement(parent, "title")
    node.text = words


def width_of(words: str, size: float) -> float:
    """Return about how wide words are in a font size."""
    return cell_len(words) * CELL * size


def fold(words: str, width: float, size: float, most: int) -> list[str]:
    """Return words broken into lines that fit a width, at blanks if possible; an ellipsis ends what is cut."""
    lines = [""]
    for char in words:
        if lines[-1] and width_of(lines[-1] + char, size) > width:
            kept, blank, rest = lines[-1].rpartition(" ")
            lines[-1:] = [kept, rest] if blank and kept and not char.isspace() else [lines[-1], ""]
        lines[-1] += char
    if len(lines) > most:
        last = lines[most - 1].rstrip()
        while last and width_of(last + "…", size) > width:
            last = last[:-1]
        lines = [*lines[: most - 1], last + "…"]
    return [row.strip() for row in lines]


def render(element: Element) -> str:
    """Return a picture as text."""
    return tostring(element, encoding="unicode")


def number(value: float) -> str:
    """Return a length with at most one decimal."""
    return f"{value:.1f}".removesuffix(".0")
