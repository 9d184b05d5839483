#!/usr/bin/env python3
"""Draws the default avatars into media/avatars/: flat figures on coloured grounds, 256 pixels a side.

Needs Pillow (`pip install pillow`). The pictures are part of the repository; run this only to change them.
"""

from pathlib import Path

from PIL import Image, ImageDraw

SIDE = 256
SCALE = 4  # drawn large and scaled down, for smooth edges
SKIN = ["#f6d3b3", "#e0ac7e", "#fbdcc4"]


class Canvas:
    """Shapes in units of the finished picture."""

    def __init__(self, ground):
        self.image = Image.new("RGB", (SIDE * SCALE, SIDE * SCALE), ground)
        self.draw = ImageDraw.Draw(self.image)

    @staticmethod
    def scaled(numbers):
        return [round(number * SCALE) for number in numbers]

    def oval(self, x, y, rx, ry, fill):
        self.draw.ellipse(self.scaled([x - rx, y - ry, x + rx, y + ry]), fill=fill)

    def box(self, left, top, right, bottom, radius, fill):
        self.draw.rounded_rectangle(self.scaled([left, top, right, bottom]), radius * SCALE, fill=fill)

    def shape(self, points, fill):
        self.draw.polygon([tuple(self.scaled(point)) for point in points], fill=fill)

    def arc(self, x, y, r, start, end, fill, width):
        self.draw.arc(self.scaled([x - r, y - r, x + r, y + r]), start, end, fill=fill, width=round(width * SCALE))

    def cap(self, x, y, rx, ry, start, end, fill):
        """The part of an oval cut off between two angles (degrees, clockwise from the right): a head of hair."""
        self.draw.chord(self.scaled([x - rx, y - ry, x + rx, y + ry]), start, end, fill=fill)

    def save(self, name):
        path = Path(__file__).resolve().parent.parent / "media" / "avatars" / f"{name}.png"
        small = self.image.resize((SIDE, SIDE), Image.LANCZOS)
        small.quantize(128, dither=Image.Dither.NONE).save(path, optimize=True)
        print(f"{path.name}: {path.stat().st_size} bytes")


def body(canvas, clothes, skin):
    canvas.oval(128, 268, 92, 84, clothes)
    canvas.box(110, 150, 146, 206, 18, skin)


def face(canvas, skin, ink="#3b3340"):
    canvas.oval(128, 118, 50, 56, skin)
    canvas.oval(109, 118, 5, 6, ink)
    canvas.oval(147, 118, 5, 6, ink)
    canvas.arc(128, 132, 17, 25, 155, ink, 4)


def buyer1():
    canvas = Canvas("#8ecae6")
    canvas.oval(128, 104, 60, 58, "#4a3428")
    body(canvas, "#2a6f97", SKIN[0])
    face(canvas, SKIN[0])
    canvas.cap(128, 108, 58, 62, 186, 330, "#4a3428")
    canvas.save("buyer1")


def buyer2():
    canvas = Canvas("#ffc8dd")
    canvas.box(66, 58, 190, 214, 60, "#6b2d3f")
    body(canvas, "#d1495b", SKIN[2])
    face(canvas, SKIN[2])
    canvas.cap(128, 110, 62, 62, 170, 296, "#6b2d3f")
    canvas.cap(128, 110, 62, 62, 270, 370, "#6b2d3f")
    canvas.oval(95, 134, 9, 6, "#f4a9b8")
    canvas.oval(161, 134, 9, 6, "#f4a9b8")
    canvas.save("buyer2")


def awning(canvas, first, second):
    for index in range(8):
        left, fill = index * 32, (first, second)[index % 2]
        canvas.box(left, -20, left + 32, 34, 0, fill)
        canvas.oval(left + 16, 34, 16, 13, fill)


def merchant1():
    canvas = Canvas("#ffe5b4")
    awning(canvas, "#e76f51", "#fff7ec")
    body(canvas, "#fff7ec", SKIN[1])
    canvas.box(86, 206, 170, 270, 14, "#2a9d8f")
    face(canvas, SKIN[1])
    canvas.cap(128, 110, 54, 58, 194, 346, "#2b2320")
    canvas.save("merchant1")


def merchant2():
    canvas = Canvas("#d8f3dc")
    awning(canvas, "#40916c", "#f6fff8")
    canvas.oval(128, 66, 24, 22, "#3a2a22")
    canvas.oval(128, 108, 58, 52, "#3a2a22")
    body(canvas, "#f4a261", SKIN[0])
    canvas.box(86, 210, 170, 270, 14, "#9c4a1a")
    face(canvas, SKIN[0])
    canvas.cap(128, 108, 58, 52, 180, 290, "#3a2a22")
    canvas.cap(128, 108, 58, 52, 250, 360, "#3a2a22")
    canvas.save("merchant2")


def support():
    canvas = Canvas("#b8c0ff")
    canvas.oval(128, 102, 58, 56, "#352f44")
    body(canvas, "#3d52a0", SKIN[0])
    face(canvas, SKIN[0])
    canvas.cap(128, 106, 58, 58, 210, 354, "#352f44")
    canvas.arc(128, 112, 66, 180, 360, "#f8f9ff", 9)
    canvas.box(56, 102, 78, 144, 10, "#f8f9ff")
    canvas.box(178, 102, 200, 144, 10, "#f8f9ff")
    canvas.arc(132, 126, 57, 30, 85, "#f8f9ff", 6)
    canvas.oval(139, 181, 10, 7, "#f8f9ff")
    canvas.save("support")


def admin():
    canvas = Canvas("#3d405b")
    canvas.shape([(128, 34), (206, 62), (206, 134), (184, 182), (128, 222), (72, 182), (50, 134), (50, 62)], "#f2cc8f")
    canvas.shape([(128, 52), (190, 74), (190, 132), (172, 172), (128, 203), (84, 172), (66, 132), (66, 74)], "#81b29a")
    canvas.shape([(92, 126), (106, 112), (121, 127), (156, 91), (170, 105), (121, 155)], "#fffaf0")
    canvas.save("admin")


def visitor():
    canvas = Canvas("#dee2e6")
    canvas.oval(128, 108, 48, 50, "#98a2ad")
    canvas.oval(128, 256, 88, 80, "#98a2ad")
    canvas.save("visitor")


if __name__ == "__main__":
    for draw in (buyer1, buyer2, merchant1, merchant2, support, admin, visitor):
        draw()
