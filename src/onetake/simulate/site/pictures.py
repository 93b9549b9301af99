"""Draws a site's pictures from their names: hills before a sky, the same each time."""

from __future__ import annotations

import colorsys
import hashlib
import math

_HILLS = 7
_POINTS = 90


def picture(name: str, width: int, height: int) -> str:
    """Return an SVG of a size in pixels; each name has hills and colours of its own."""
    seed = hashlib.sha256(name.encode()).digest()
    hue = 0.52 + seed[0] / 255 * 0.18
    hills = "".join(_hill(seed, number, hue, (width, height)) for number in range(_HILLS))
    sun = (0.15 + seed[1] / 255 * 0.7) * width, (0.18 + seed[2] / 255 * 0.16) * height
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}" '
        f'width="{width}" height="{height}" preserveAspectRatio="xMidYMid slice">'
        f'<defs><linearGradient id="sky" x1="0" y1="0" x2="0" y2="1">'
        f'<stop offset="0" stop-color="{_colour(hue, 0.62, 0.5)}"/>'
        '<stop offset="0.62" stop-color="#f3d9c4"/><stop offset="1" stop-color="#f0b98d"/>'
        "</linearGradient></defs>"
        f'<rect width="{width}" height="{height}" fill="url(#sky)"/>'
        f'<circle cx="{sun[0]:.0f}" cy="{sun[1]:.0f}" r="{height * 0.09:.0f}" fill="#fff6e0"/>'
        f"{hills}</svg>"
    )


def _hill(seed: bytes, number: int, hue: float, size: tuple[int, int]) -> str:
    """Return one line of hills; the nearer, the lower and the darker."""
    width, height = size
    far = 1 - number / (_HILLS - 1)
    base = height * (0.9 - far * 0.42)
    own = seed[3 + number * 3 :]
    waves = [(1.5 + own[n] / 90, own[n + 1] / 40, 0.05 / (n + 1)) for n in range(2)]
    points = []
    for step in range(_POINTS + 1):
        x = step / _POINTS
        lift = sum(high * math.sin(often * x * math.tau + shift) for often, shift, high in waves)
        points.append(f"{x * width:.0f},{base - lift * height:.0f}")
    fill = _colour(hue, 0.2 + 0.38 * far, 0.42)
    return f'<polygon points="0,{height} {" ".join(points)} {width},{height}" fill="{fill}"/>'


def _colour(hue: float, light: float, strong: float) -> str:
    red, green, blue = colorsys.hls_to_rgb(hue % 1, light, min(1.0, strong))
    return f"#{round(red * 255):02x}{round(green * 255):02x}{round(blue * 255):02x}"
