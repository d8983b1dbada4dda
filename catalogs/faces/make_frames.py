"""Draw the backgrounds (证照底图) of the faces as plain SVG, from numbers.

Braided sine strands make the borders, turned epitrochoid strands the rosettes. No emblem, no star, no outside
artwork. The paper under them is a gradient in each face.css: WeasyPrint draws one of SVG as a pattern, which some
viewers leave out. After a change of colours or lobes run

    python catalogs/faces/make_frames.py

which writes frame*.svg into the folder of each face. Units: 1 user unit = 0.1 mm.
"""

from math import cos, pi, sin
from pathlib import Path

HERE = Path(__file__).parent


def n(v):
    """A number in SVG: one decimal at most."""
    s = f"{v:.1f}"
    return s[:-2] if s.endswith(".0") else s


def smooth(points, closed=False):
    """Catmull-Rom through the points, written as cubic Béziers."""
    m = len(points)
    d = [f"M{n(points[0][0])} {n(points[0][1])}"]
    for i in range(m if closed else m - 1):
        p0 = points[(i - 1) % m] if closed or i else points[0]
        p1, p2 = points[i], points[(i + 1) % m]
        p3 = points[(i + 2) % m] if closed or i + 2 < m else points[-1]
        c1 = (p1[0] + (p2[0] - p0[0]) / 6, p1[1] + (p2[1] - p0[1]) / 6)
        c2 = (p2[0] - (p3[0] - p1[0]) / 6, p2[1] - (p3[1] - p1[1]) / 6)
        d.append(f"C{n(c1[0])} {n(c1[1])} {n(c2[0])} {n(c2[1])} {n(p2[0])} {n(p2[1])}")
    return "".join(d) + ("Z" if closed else "")


def braid(length, amp, periods, strands, depth=0.45, per=10, turn=0.0):
    """One tile of a braided band; it starts and ends in step, so tiles join.

    `turn` shifts the swelling: two braids half a tile apart swell in turn."""
    out = []
    for k in range(strands):
        ph = 2 * pi * k / strands
        pts = []
        for i in range(-1, periods * per + 2):
            t = i / (periods * per)
            env = 1 - depth + depth * cos(2 * pi * (t + turn))
            pts.append((t * length, amp * env * sin(2 * pi * periods * t + ph)))
        # the points just outside only shape the tangents at the joins
        m = len(pts)
        d = [f"M{n(pts[1][0])} {n(pts[1][1])}"]
        for i in range(1, m - 2):
            p0, p1, p2, p3 = pts[i - 1], pts[i], pts[i + 1], pts[i + 2]
            c1 = (p1[0] + (p2[0] - p0[0]) / 6, p1[1] + (p2[1] - p0[1]) / 6)
            c2 = (p2[0] - (p3[0] - p1[0]) / 6, p2[1] - (p3[1] - p1[1]) / 6)
            d.append(f"C{n(c1[0])} {n(c1[1])} {n(c2[0])} {n(c2[1])} {n(p2[0])} {n(p2[1])}")
        out.append("".join(d))
    return "".join(f'<path d="{d}"/>' for d in out)


def rosette_strand(r, a, lobes, b=0.0, lobes2=0, per=7):
    """One closed strand of a rosette: a circle of radius `r` waved by `a` in `lobes` (and `b` in `lobes2`)."""
    steps = per * max(lobes, lobes2 or 0)
    pts = []
    for i in range(steps):
        t = 2 * pi * i / steps
        q = r * (1 + a * sin(lobes * t) + b * sin(lobes2 * t))
        pts.append((q * cos(t), q * sin(t)))
    return smooth(pts, closed=True)


def rosette(ident, rings, copies):
    """rings: list of (r, a, lobes, b, lobes2). Each strand is turned `copies` times."""
    body = []
    for j, (r, a, lobes, b, l2) in enumerate(rings):
        body.append(f'<path id="{ident}s{j}" d="{rosette_strand(r, a, lobes, b, l2)}"/>')
        step = 360 / lobes / copies
        body += [f'<use href="#{ident}s{j}" transform="rotate({round(step * c, 3)})"/>' for c in range(1, copies)]
    return f'<g id="{ident}">{"".join(body)}</g>'


def tile_line(ident, x0, y0, length, tile, angle):
    """Tiles of a braid `ident` along a straight line, from a corner, turned by `angle` degrees."""
    k = round(length / tile)
    s = length / (k * tile)
    uses = "".join(f'<use href="#{ident}" x="{n(i * tile)}"/>' for i in range(k))
    return f'<g transform="translate({n(x0)} {n(y0)}) rotate({angle}) scale({s:.5f} 1)">{uses}</g>'


def border(ident, W, H, inset, tile, corner):
    """A braid around the page, `inset` from its edge, leaving the corners free."""
    a, c = inset, corner
    return "".join(
        [
            tile_line(ident, a + c, a, W - 2 * a - 2 * c, tile, 0),
            tile_line(ident, a + c, H - a, W - 2 * a - 2 * c, tile, 0),
            tile_line(ident, a, a + c, H - 2 * a - 2 * c, tile, 90),
            tile_line(ident, W - a, a + c, H - 2 * a - 2 * c, tile, 90),
        ]
    )


def corners(W, H, inset, ident):
    """The rosette `ident` in the four corners of the page."""
    return "".join(
        f'<use href="#{ident}" transform="translate({n(x)} {n(y)})"/>'
        for x in (inset, W - inset)
        for y in (inset, H - inset)
    )


def svg(W, H, defs, body):
    """A page of W × H tenths of a millimetre."""
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {W} {H}" '
        f'width="{W / 10}mm" height="{H / 10}mm" fill="none">'
        f"<defs>{defs}</defs>{body}</svg>"
    )


def rect(x, y, w, h, **k):
    """A rectangle with its attributes; underscores stand for hyphens."""
    at = "".join(f' {a.replace("_", "-")}="{v}"' for a, v in k.items())
    return f'<rect x="{n(x)}" y="{n(y)}" width="{n(w)}" height="{n(h)}"{at}/>'


def fine_waves(W, y0, y1, gap, amp, length, stroke, width):
    """A field of long parallel waves – the quiet tint behind the text."""
    out, y, k = [], y0, 0
    while y <= y1:
        pts = [
            (
                x,
                y
                + amp * sin(2 * pi * x / length + k * 0.22)
                + amp * 0.5 * sin(2 * pi * x / (length * 0.37) - k * 0.31),
            )
            for x in range(0, W + 1, int(length / 9))
        ]
        pts.append((W, pts[-1][1]))
        out.append(smooth(pts))
        y += gap
        k += 1
    return f'<g stroke="{stroke}" stroke-width="{width}">' + "".join(f'<path d="{d}"/>' for d in out) + "</g>"


def food():
    """The frame of the food licence: green and gold, A4 landscape."""
    W, H, a = 2970, 2100, 180
    defs = (
        f'<g id="band1" stroke-width="2">{braid(220, 50, 3, 7, 0.36)}</g>'
        f'<g id="band2" stroke-width="2">{braid(220, 50, 3, 7, 0.36, turn=0.5)}</g>'
        '<g stroke-width="2">'
        + rosette("knot", [(74, 0.3, 12, 0.06, 24), (44, 0.4, 9, 0, 0), (20, 0.5, 6, 0, 0)], 6)
        + "</g>"
        + '<g stroke-width="2">'
        + rosette(
            "field", [(640, 0.13, 30, 0.05, 60), (470, 0.2, 20, 0, 0), (300, 0.28, 16, 0, 0), (160, 0.4, 12, 0, 0)], 6
        )
        + "</g>"
    )
    body = '<g stroke="#a9873a" stroke-opacity=".30"><use href="#field" transform="translate(1485 1120)"/></g>'
    body += rect(62, 62, W - 124, H - 124, stroke="#a07a2c", stroke_width=8)
    body += rect(80, 80, W - 160, H - 160, stroke="#a07a2c", stroke_width=2)
    body += rect(112, 112, W - 224, H - 224, stroke="#1f6b52", stroke_width=2)
    body += rect(248, 248, W - 496, H - 496, stroke="#1f6b52", stroke_width=2)
    body += f'<g stroke="#b08d3c">{border("band2", W, H, a, 220, 92)}</g>'
    body += f'<g stroke="#1a6049">{border("band1", W, H, a, 220, 92)}</g>'
    body += rect(262, 262, W - 524, H - 524, stroke="#a07a2c", stroke_width=5)
    for x in (a, W - a):
        for y in (a, H - a):
            body += f'<circle cx="{x}" cy="{y}" r="98" fill="#fdfbf1" stroke="#a07a2c" stroke-width="5"/>'
            body += f'<circle cx="{x}" cy="{y}" r="90" stroke="#a07a2c" stroke-width="1.6"/>'
    body += f'<g stroke="#1a6049" transform="translate(0 0)">{corners(W, H, a, "knot")}</g>'
    return svg(W, H, defs, body)


def medical():
    """The frame of the medical licence: blue, A4 portrait."""
    W, H, a = 2100, 2970, 172
    defs = (
        f'<clipPath id="inside"><rect x="246" y="246" width="{W - 492}" height="{H - 492}"/></clipPath>'
        f'<g id="band1" stroke-width="1.9">{braid(180, 44, 2, 9, 0.28)}</g>'
        f'<g id="band2" stroke-width="1.9">{braid(180, 44, 2, 5, 0.28, turn=0.5)}</g>'
        '<g stroke-width="1.9">'
        + rosette("knot", [(72, 0.22, 16, 0.08, 32), (46, 0.38, 10, 0, 0), (20, 0.45, 8, 0, 0)], 6)
        + "</g>"
        + '<g stroke-width="2">'
        + rosette(
            "crown", [(600, 0.14, 24, 0.05, 48), (430, 0.22, 18, 0, 0), (260, 0.3, 14, 0, 0), (130, 0.4, 10, 0, 0)], 6
        )
        + "</g>"
    )
    body = (
        '<g clip-path="url(#inside)">'
        + fine_waves(W, 250, H - 250, 27, 22, 540, "#7fb3d5", 1.5).replace("<g ", '<g stroke-opacity=".42" ')
        + "</g>"
    )
    body += '<g stroke="#2f7fb0" stroke-opacity=".24"><use href="#crown" transform="translate(1050 1600)"/></g>'
    body += rect(62, 62, W - 124, H - 124, stroke="#0f4c81", stroke_width=8)
    body += rect(80, 80, W - 160, H - 160, stroke="#5b9cc6", stroke_width=2)
    body += rect(108, 108, W - 216, H - 216, stroke="#0f4c81", stroke_width=2)
    body += rect(236, 236, W - 472, H - 472, stroke="#0f4c81", stroke_width=2)
    body += f'<g stroke="#43a5c6">{border("band2", W, H, a, 180, 88)}</g>'
    body += f'<g stroke="#0f4c81" stroke-opacity=".9">{border("band1", W, H, a, 180, 88)}</g>'
    body += rect(248, 248, W - 496, H - 496, stroke="#5b9cc6", stroke_width=4)
    for x in (a, W - a):
        for y in (a, H - a):
            body += f'<circle cx="{x}" cy="{y}" r="94" fill="#f7fbff" stroke="#0f4c81" stroke-width="5"/>'
            body += f'<circle cx="{x}" cy="{y}" r="86" stroke="#5b9cc6" stroke-width="1.6"/>'
    body += f'<g stroke="#0f4c81">{corners(W, H, a, "knot")}</g>'
    return svg(W, H, defs, body)


def card(back=False):
    """The front, or the back, of the driver's card."""
    W, H = 856, 540
    ink, gold = "#23356b", "#c58a33"
    defs = (
        f'<g id="band1" stroke-width=".9">{braid(107, 13, 3, 5, 0.3)}</g>'
        f'<g id="band2" stroke-width=".9">{braid(107, 13, 3, 5, 0.3, turn=0.5)}</g>'
        '<g stroke-width=".9">'
        + rosette(
            "eye", [(158, 0.14, 24, 0.05, 48), (112, 0.22, 18, 0, 0), (66, 0.3, 14, 0, 0), (32, 0.4, 10, 0, 0)], 5
        )
        + "</g>"
        f'<clipPath id="edge"><rect width="{W}" height="{100 if not back else H}"/></clipPath>'
    )
    body = fine_waves(W, 112, H - 44, 11, 8, 214, gold, 0.55).replace("<g ", '<g stroke-opacity=".36" ')
    if not back:
        body += f'<g stroke="{ink}" stroke-opacity=".17"><use href="#eye" transform="translate(640 312)"/></g>'
        body += rect(0, 0, W, 100, fill="#293f82")
        body += '<g clip-path="url(#edge)" stroke="#ffffff" stroke-opacity=".28">'
        body += '<use href="#eye" transform="translate(806 40) scale(.66)"/></g>'
        body += f'<rect y="100" width="{W}" height="4" fill="{gold}"/>'
    else:
        body += f'<g stroke="{ink}" stroke-opacity=".14"><use href="#eye" transform="translate(640 270)"/></g>'
        body += f'<rect width="{W}" height="14" fill="{ink}"/><rect y="14" width="{W}" height="4" fill="{gold}"/>'
    y = H - 24
    body += f'<rect y="{H - 48}" width="{W}" height="48" fill="#ffffff" fill-opacity=".72"/>'
    body += f'<g stroke="{gold}">{tile_line("band2", 0, y, W, 107, 0)}</g>'
    body += f'<g stroke="{ink}" stroke-opacity=".85">{tile_line("band1", 0, y, W, 107, 0)}</g>'
    body += f'<path d="M0 {H - 46}H{W}M0 {H - 2}H{W}" stroke="{ink}" stroke-opacity=".6" stroke-width="1.2"/>'
    return svg(W, H, defs, body)


def general():
    """A quiet frame for any licence: two narrow bands, a wide crown, corners of three turned rings."""
    W, H, a = 2100, 2970, 150
    ink, gold, tint = "#5b2a4f", "#b08a4a", "#a0688f"
    defs = (
        f'<clipPath id="inside"><rect x="212" y="212" width="{W - 424}" height="{H - 424}"/></clipPath>'
        f'<g id="band1" stroke-width="1.8">{braid(200, 34, 4, 5, 0.3)}</g>'
        f'<g id="band2" stroke-width="1.8">{braid(200, 34, 4, 5, 0.3, turn=0.5)}</g>'
        '<g stroke-width="1.8">'
        + rosette("knot", [(64, 0.26, 14, 0.07, 28), (40, 0.36, 10, 0, 0), (18, 0.46, 7, 0, 0)], 6)
        + "</g>"
        '<g stroke-width="2">'
        + rosette(
            "crown", [(620, 0.09, 36, 0.04, 72), (490, 0.16, 24, 0, 0), (340, 0.24, 18, 0, 0), (190, 0.34, 12, 0, 0)], 5
        )
        + "</g>"
    )
    body = ""
    waves = fine_waves(W, 214, H - 214, 33, 16, 620, gold, 1.3).replace("<g ", '<g stroke-opacity=".30" ')
    body += f'<g clip-path="url(#inside)">{waves}</g>'
    body += f'<g stroke="{tint}" stroke-opacity=".24"><use href="#crown" transform="translate(1050 1440)"/></g>'
    body += rect(60, 60, W - 120, H - 120, stroke=ink, stroke_width=7)
    body += rect(77, 77, W - 154, H - 154, stroke=gold, stroke_width=2.4)
    body += rect(100, 100, W - 200, H - 200, stroke=ink, stroke_width=1.6)
    body += rect(200, 200, W - 400, H - 400, stroke=ink, stroke_width=1.6)
    body += f'<g stroke="{gold}">{border("band2", W, H, a, 200, 80)}</g>'
    body += f'<g stroke="{ink}" stroke-opacity=".92">{border("band1", W, H, a, 200, 80)}</g>'
    body += rect(212, 212, W - 424, H - 424, stroke=gold, stroke_width=4)
    for x in (a, W - a):
        for y in (a, H - a):
            body += f'<circle cx="{x}" cy="{y}" r="86" fill="#fffdf9" stroke="{gold}" stroke-width="4.5"/>'
            body += f'<circle cx="{x}" cy="{y}" r="79" stroke="{ink}" stroke-width="1.4"/>'
    body += f'<g stroke="{ink}">{corners(W, H, a, "knot")}</g>'
    return svg(W, H, defs, body)


FRAMES = {
    "food/frame.svg": food,
    "medical/frame.svg": medical,
    "taxi/frame-front.svg": card,
    "taxi/frame-back.svg": lambda: card(back=True),
    "general/frame.svg": general,
}


def main():
    """Write every background and say how large it is."""
    for name, draw in FRAMES.items():
        text = draw()
        (HERE / name).write_text(text, encoding="utf-8")
        print(name, len(text) // 1024, "KiB")


if __name__ == "__main__":
    main()
