"""Draws the sample pictures that ship with Rushes. Ours, from nothing but arithmetic; run with numpy and Pillow.

    python3 make.py            writes *.jpg beside this file
"""
import os
import numpy as np
from PIL import Image, ImageDraw, ImageFilter

W, H, S = 1536, 864, 2          # S: supersampling
HERE = os.path.dirname(os.path.abspath(__file__))


def rgb(h):
    return np.array([int(h[i:i + 2], 16) for i in (0, 2, 4)], float) / 255


def lin(c):
    return np.where(c <= 0.04045, c / 12.92, ((c + 0.055) / 1.055) ** 2.4)


def srgb(c):
    c = np.clip(c, 0, 1)
    return np.where(c <= 0.0031308, c * 12.92, 1.055 * c ** (1 / 2.4) - 0.055)


def noise1(x, seed, octaves=6, rough=0.5):
    r = np.random.default_rng(seed)
    y, amp, freq = np.zeros_like(x), 1.0, 1.0
    for _ in range(octaves):
        k = r.uniform(-1, 1, 256)
        t = x * freq
        i = np.floor(t).astype(int)
        f = t - i
        f = f * f * (3 - 2 * f)
        y += amp * (k[i % 256] * (1 - f) + k[(i + 1) % 256] * f)
        amp *= rough
        freq *= 2.03
    return y


class Scene:
    def __init__(self, seed):
        self.w, self.h = W * S // 2 * 2, H * S // 2 * 2
        self.seed = seed
        y, x = np.mgrid[0:self.h, 0:self.w]
        self.x, self.y = x / self.h, y / self.h          # units of the height
        self.aspect = self.w / self.h
        self.img = np.zeros((self.h, self.w, 3))

    def sky(self, *stops):
        ys = [s[0] for s in stops]
        cs = np.array([lin(rgb(s[1])) for s in stops])
        for k in range(3):
            self.img[..., k] = np.interp(self.y, ys, cs[:, k])

    def glow(self, cx, cy, radius, color, strength):
        d2 = (self.x - cx) ** 2 + (self.y - cy) ** 2
        g = strength * np.exp(-d2 / radius ** 2)
        self.img += g[..., None] * lin(rgb(color))

    def disc(self, cx, cy, r, color):
        d = np.hypot(self.x - cx, self.y - cy)
        a = np.clip((r - d) * self.h / 3 + 0.5, 0, 1)[..., None]
        self.img = self.img * (1 - a) + lin(rgb(color)) * a

    def clouds(self, y0, thick, color, alpha, seed, stretch=3.0):
        xs = self.x[0]
        band = np.zeros_like(self.x)
        for k in range(5):
            mid = y0 + thick * 0.5 * noise1(xs / stretch * 2 + k * 7, seed + k, 3)
            wid = thick * (0.16 + 0.14 * np.abs(noise1(xs * 1.3 / stretch + k * 3, seed + 50 + k, 4)))
            den = np.clip(noise1(xs / stretch + k * 11, seed + 90 + k, 3) + 0.35, 0, 1)
            band = np.maximum(band, den[None, :] * np.exp(-((self.y - mid[None, :]) / wid[None, :]) ** 2))
        a = (np.clip(band, 0, 1) * alpha)[..., None]
        self.img = self.img * (1 - a) + lin(rgb(color)) * a

    def ridge(self, base, height, color, seed, scale=1.0, haze=None, shift=0.0, rough=0.5, floor=1.0):
        top = base - height * (0.5 + 0.5 * noise1((self.x[0] + shift) * scale, seed, 7, rough))
        a = np.clip((self.y - top[None, :]) * self.h / 2, 0, 1) * (self.y < floor)
        c = lin(rgb(color))
        if haze is not None:
            t = np.clip((self.y - top[None, :]) / (height * 1.6), 0, 1)[..., None]
            c = c * (1 - t) + lin(rgb(haze)) * t
        self.img = self.img * (1 - a[..., None]) + c * a[..., None]

    def water(self, horizon, tint, depth, sun=None, sun_color="ffd9a0", shine=1.0):
        hy = int(horizon * self.h)
        n = self.h - hy
        rows = np.arange(n)
        far = (rows + 1) / n
        xs = self.x[0]
        mirror = np.clip(hy - 1 - (rows * (0.82 + 0.1 * far)).astype(int), 0, hy - 1)
        ref = self.img[mirror].copy()
        r = np.random.default_rng(self.seed + 5)
        for i in range(n):
            amp = 1 + 26 * far[i] ** 1.4
            s = int(amp * S * np.sin(i * 0.9 / (0.4 + 3 * far[i]) + r.uniform(-.6, .6)))
            ref[i] = np.roll(ref[i], s, axis=0)
        mix = (0.25 + 0.6 * far ** 0.8)[:, None, None] * depth
        out = ref * (1 - mix) + lin(rgb(tint)) * mix
        wave = noise1(xs[None, :] * (10 - 6 * far[:, None]) + 40 * far[:, None] ** 0.5 * 6, self.seed + 9, 3)
        wave = wave * np.sin(far[:, None] ** 0.45 * 130)
        out *= 1 + 0.10 * wave[..., None] * (0.25 + far[:, None, None])
        if sun is not None:
            width = 0.012 + 0.17 * far[:, None]
            path = np.exp(-((xs[None, :] - sun) / width) ** 2)
            r2 = noise1(xs[None, :] * (60 - 42 * far[:, None]) + np.sin(far[:, None] * 400) * 3, self.seed + 3, 2)
            spark = np.clip(r2 + 0.55 * np.sin(far[:, None] ** 0.5 * 220) + 0.1, 0, 1) ** 2
            out += (path * spark * shine * (1.1 - 0.7 * far[:, None]))[..., None] * lin(rgb(sun_color))
        self.img[hy:] = out

    def draw(self, color, paint, blur=0, alpha=1.0):
        m = Image.new("L", (self.w, self.h), 0)
        u = self.h
        paint(ImageDraw.Draw(m), lambda x, y: (x * u, y * u))
        if blur:
            m = m.filter(ImageFilter.GaussianBlur(blur * S))
        a = (np.asarray(m, float) / 255 * alpha)[..., None]
        self.img = self.img * (1 - a) + lin(rgb(color)) * a

    def fog(self, y0, height, color, alpha, seed):
        top = y0 + 0.3 * height * noise1(self.x[0] * 1.1, seed, 4)
        a = alpha * np.exp(-((self.y - top[None, :]) / height) ** 2)
        self.img = self.img * (1 - a[..., None]) + lin(rgb(color)) * a[..., None]

    def save(self, name):
        r = np.random.default_rng(self.seed)
        vx, vy = self.x / self.aspect - 0.5, self.y - 0.5
        self.img *= (1 - 0.55 * (vx ** 2 + vy ** 2))[..., None]
        out = srgb(self.img)
        im = Image.fromarray((out * 255).astype("uint8")).resize((W, H), Image.LANCZOS)
        a = np.asarray(im, float)
        a += r.normal(0, 2.2, a.shape[:2])[..., None]
        Image.fromarray(np.clip(a, 0, 255).astype("uint8")).save(
            os.path.join(HERE, name), quality=86, optimize=True, progressive=True)


def boat(d, p, x, y, s, sail=True):
    d.polygon([p(x - .5 * s, y - .06 * s), p(x + .55 * s, y - .09 * s), p(x + .38 * s, y + .07 * s), p(x - .4 * s, y + .07 * s)], 255)
    d.rectangle([*p(x - .03 * s, y - 1.15 * s), *p(x - .005 * s, y)], 255)
    if sail:
        d.polygon([p(x + .02 * s, y - 1.1 * s), p(x + .02 * s, y - .16 * s), p(x + .5 * s, y - .16 * s)], 255)
        d.polygon([p(x - .05 * s, y - .98 * s), p(x - .05 * s, y - .16 * s), p(x - .42 * s, y - .13 * s)], 255)


def gulls(d, p, pts, s):
    for x, y in pts:
        d.line([p(x - s, y - .35 * s), p(x - .4 * s, y - .5 * s), p(x, y), p(x + .4 * s, y - .5 * s), p(x + s, y - .3 * s)],
               fill=255, width=max(2, int(s * 130)))


def pier(d, p, x0, x1, y, posts):
    d.polygon([p(x0, y), p(x1, y + .012), p(x1, y + .034), p(x0, y + .02)], 255)
    for i in range(posts):
        t = i / (posts - 1)
        x = x0 + (x1 - x0) * t
        d.rectangle([*p(x, y - .05 - .015 * t), *p(x + .007 + .003 * t, y + .09 + .05 * t)], 255)


def dawn(name, sun_y, sky, sun, glowc, hills, tint, boats, seed=11):
    s = Scene(seed)
    s.sky(*sky)
    s.glow(1.05, sun_y, .75, glowc, .45)
    s.glow(1.05, sun_y, .22, sun, .55)
    s.clouds(.20, .22, sky[1][1], .55, 31)
    s.clouds(.33, .12, sun, .50, 77, 4)
    s.disc(1.05, sun_y, .052, sun)
    s.ridge(.575, .20, hills[0], 4, 1.5, hills[1])
    s.ridge(.575, .115, hills[2], 9, 2.3, hills[0], .4)
    s.draw(hills[2], lambda d, p: [d.rectangle([*p(x, .575 - h), *p(x + w, .577)], 255)
                                  for x, w, h in [(.12, .03, .05), (.16, .05, .03), (.22, .022, .08), (.26, .06, .035), (.34, .03, .05)]])
    s.water(.575, tint, .8, 1.05, sun, .9)
    for x, y, k in boats:
        s.draw("1a1a26", lambda d, p: boat(d, p, x, y, k))
        s.draw("1a1a26", lambda d, p: d.ellipse([*p(x - .4 * k, y + .07 * k), *p(x + .42 * k, y + .22 * k)], 255), 6, .5)
    s.draw("12131c", lambda d, p: pier(d, p, -.05, .62, .86, 8))
    s.draw("20202c", lambda d, p: gulls(d, p, [(.42, .2), (.5, .24), (.57, .18)], .016))
    s.save(name)


def lighthouse(name, beam, sky, sea, seed, storm):
    s = Scene(seed)
    s.sky(*sky)
    s.clouds(.16, .26, sky[0][1], .75, seed + 3, 2.4)
    s.clouds(.36, .16, sky[2][1], .6, seed + 8, 3)
    s.ridge(.62, .10, sky[1][1], seed + 2, 1.2, sky[2][1])
    s.water(.62, sea, .9, .62 if not storm else None, "ffe6b8", .5)
    rock = "14161d"
    s.draw(rock, lambda d, p: d.polygon([p(.95, .66), p(1.03, .585), p(1.12, .60), p(1.2, .565), p(1.33, .575), p(1.46, .62), p(1.62, .64), p(1.8, .70), p(1.8, .78), p(.86, .75)], 255))
    s.draw("d9d4cc" if not storm else "9aa0ab", lambda d, p: d.polygon([p(1.225, .575), p(1.245, .24), p(1.305, .24), p(1.325, .575)], 255))
    s.draw("a8443c" if not storm else "6e3a3c", lambda d, p: [d.polygon([p(1.2405 - .0035 * k, .315 + .085 * k), p(1.3095 + .0035 * k, .315 + .085 * k), p(1.3115 + .0035 * k, .355 + .085 * k), p(1.2385 - .0035 * k, .355 + .085 * k)], 255) for k in range(3)])
    s.draw("0d0e14", lambda d, p: d.polygon([p(1.29, .24), p(1.305, .24), p(1.325, .575), p(1.285, .575)], 255), 5, .35)
    s.draw("14161d", lambda d, p: [d.rectangle([*p(1.232, .225), *p(1.318, .242)], 255), d.rectangle([*p(1.25, .17), *p(1.30, .228)], 255), d.polygon([p(1.24, .172), p(1.275, .125), p(1.31, .172)], 255)])
    s.draw("ffe9b0", lambda d, p: d.rectangle([*p(1.256, .178), *p(1.294, .222)], 255))
    s.glow(1.275, .2, .06, "ffd98a", .9)
    if beam:
        s.draw("ffe3a6", lambda d, p: d.polygon([p(1.25, .195), p(-.2, .02 + beam), p(-.2, .30 + beam)], 255), 16, .20)
        s.draw("fff0c8", lambda d, p: d.polygon([p(1.25, .197), p(-.2, .11 + beam), p(-.2, .20 + beam)], 255), 9, .22)
    s.fog(.66, .045, sky[2][1], .5, seed + 4)
    s.draw("181a22", lambda d, p: gulls(d, p, [(.35, .30), (.47, .26), (.40, .36), (.72, .22)], .018))
    s.save(name)


def night(name, lit, seed=23):
    s = Scene(seed)
    s.sky((0, "070b1c"), (.35, "111c3d"), (.58, "3b3a66"), (.62, "6d4a6b"), (1, "6d4a6b"))
    r = np.random.default_rng(3)
    stars = [(r.uniform(0, 1.8), r.uniform(0, .42), r.uniform(.0006, .0017)) for _ in range(170)]
    s.draw("dfe6ff", lambda d, p: [d.ellipse([*p(x - q, y - q), *p(x + q, y + q)], 255) for x, y, q in stars], 0, .8)
    s.glow(.38, .2, .22, "8fa6d8", .14)
    s.disc(.38, .2, .045, "f2efe2")
    s.ridge(.60, .17, "1a2145", 41, 1.4, "2b2b55")
    s.ridge(.60, .08, "10142c", 47, 2.6, "181c3a", .2)
    bl = [(x, r.uniform(.03, .055), r.uniform(.04, .17)) for x in np.arange(.85, 1.8, .05)]
    s.draw("0b0e1f", lambda d, p: [d.rectangle([*p(x, .60 - h), *p(x + w, .602)], 255) for x, w, h in bl])
    win = [(x + .008 + .013 * i, .60 - h + .012 + .02 * j) for x, w, h in bl for i in range(int(w / .014)) for j in range(int(h / .022)) if r.uniform() < lit]
    s.draw("ffca7a", lambda d, p: [d.rectangle([*p(x, y), *p(x + .0055, y + .009)], 255) for x, y in win])
    s.draw("ffb45a", lambda d, p: [d.rectangle([*p(x, y), *p(x + .0055, y + .009)], 255) for x, y in win], 10, .55)
    s.water(.60, "0a1027", .75, .38, "cfd9f5", .55)
    s.draw("05070f", lambda d, p: [boat(d, p, .55, .79, .10, False), boat(d, p, .98, .74, .07, False), boat(d, p, .2, .72, .06, False)])
    s.draw("ffd28a", lambda d, p: [d.ellipse([*p(x - .004, y - .004), *p(x + .004, y + .004)], 255) for x, y in [(.552, .675), (.982, .655), (.202, .65)]])
    for x, y in [(.552, .675), (.982, .655), (.202, .65)]:
        s.glow(x, y, .03, "ffb860", .6)
    s.draw("04060d", lambda d, p: pier(d, p, .9, 1.9, .90, 9))
    s.save(name)


if __name__ == "__main__":
    dawn("harbor-1.jpg", .50, [(0, "1d2b4f"), (.25, "5a4f7d"), (.45, "d98a74"), (.57, "f6c58d"), (1, "f6c58d")],
         "ffe0a3", "f08a5d", ("5b4a68", "a8727a", "39304f"), "23304f", [(.82, .70, .12), (1.42, .655, .06)])
    dawn("harbor-2.jpg", .36, [(0, "3f6ea3"), (.25, "86aecb"), (.45, "f0cfa0"), (.57, "ffe9c4"), (1, "ffe9c4")],
         "fff3cf", "ffc27a", ("7f8ba3", "d7c3ae", "4f5a75"), "3a688c", [(1.12, .72, .145), (1.50, .655, .07), (.55, .64, .045)])
    dawn("harbor-3.jpg", .44, [(0, "23395f"), (.25, "6f6a8f"), (.45, "eaa27c"), (.57, "fbd6a0"), (1, "fbd6a0")],
         "ffe8b8", "f79a63", ("6a5c78", "bf8b84", "453c5a"), "2d4766", [(.95, .78, .26)], 19)
    lighthouse("lighthouse-1.jpg", 0, [(0, "6fa0c4"), (.3, "a9c8d6"), (.6, "f2dcc0"), (1, "f2dcc0")], "2f5f7a", 51, False)
    lighthouse("lighthouse-2.jpg", .16, [(0, "1a2236"), (.3, "38425c"), (.6, "76788a"), (1, "76788a")], "1b2536", 51, True)
    night("night-1.jpg", .35)
    night("night-2.jpg", .8)
