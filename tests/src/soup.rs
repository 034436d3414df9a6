//! Markup of every kind, right and wrong, that grows by one piece at a time.

/// Elements that stand alone in a page's body.
const ROOTS: &[&str] = &[
    "div", "div", "html", "section", "table", "ul", "svg", "math", "form", "select", "p",
];
const TAGS: &[&str] = &[
    "a",
    "abbr",
    "address",
    "applet",
    "article",
    "audio",
    "b",
    "base",
    "big",
    "blockquote",
    "body",
    "br",
    "button",
    "canvas",
    "caption",
    "center",
    "code",
    "col",
    "colgroup",
    "datalist",
    "dd",
    "details",
    "dialog",
    "dir",
    "div",
    "dl",
    "dt",
    "em",
    "fieldset",
    "figcaption",
    "figure",
    "font",
    "footer",
    "form",
    "h1",
    "h3",
    "head",
    "header",
    "hgroup",
    "hr",
    "html",
    "i",
    "iframe",
    "image",
    "img",
    "input",
    "keygen",
    "label",
    "legend",
    "li",
    "link",
    "listing",
    "main",
    "map",
    "marquee",
    "menu",
    "meta",
    "nav",
    "nobr",
    "noembed",
    "noframes",
    "noscript",
    "object",
    "ol",
    "optgroup",
    "option",
    "p",
    "param",
    "plaintext",
    "pre",
    "progress",
    "rb",
    "rp",
    "rt",
    "rtc",
    "ruby",
    "s",
    "script",
    "search",
    "section",
    "select",
    "slot",
    "small",
    "source",
    "span",
    "strike",
    "strong",
    "style",
    "sub",
    "summary",
    "table",
    "tbody",
    "td",
    "template",
    "textarea",
    "tfoot",
    "th",
    "thead",
    "title",
    "tr",
    "track",
    "tt",
    "u",
    "ul",
    "var",
    "video",
    "wbr",
    "xmp",
    "x-card",
    "svg",
    "math",
    "g",
    "circle",
    "use",
    "foreignObject",
    "foreignobject",
    "linearGradient",
    "lineargradient",
    "desc",
    "tspan",
    "mi",
    "mo",
    "mrow",
    "mtext",
    "ms",
    "annotation-xml",
    "semantics",
    "mglyph",
    "DIV",
    "feImage",
    "clipPath",
];
const TEXTS: &[&str] = &[
    "a",
    "x y",
    " ",
    "\n",
    "\n\n",
    "\t ",
    "&amp;",
    "&lt;b&gt;",
    "&nbsp;",
    "&#10;",
    "&#13;",
    "&#x80;",
    "&#0;",
    "&#65;",
    "&copy;",
    "&",
    "<",
    "\u{a0}",
    "\r",
    "\u{0}",
    "\u{1F3AC}",
    "<!-- c -->",
    "<!-->",
    "<!---->",
    "<!-- a --!> b -->",
    "<![CDATA[x]]>",
    "</p>",
    "</br>",
    "<?x?>",
    "\u{feff}",
    "\u{ffff}",
];
const ATTRIBUTES: &[&str] = &[
    "class=\"a\"",
    "class='b'",
    "id=x",
    "hidden",
    "title=\"&quot;&#39;\"",
    "title='\"'",
    "viewBox=\"0 0 1 1\"",
    "viewbox=\"0 0 1 1\"",
    "xlink:href=\"#a\"",
    "definitionURL=\"u\"",
    "definitionurl=\"u\"",
    "data-x=a=b",
    "a/b",
    "style=\"color: red\"",
    "color=\"red\"",
    "encoding=\"text/html\"",
    "type=\"hidden\"",
    "x=y/",
    "X=\"y\"",
    "class=\"c\" class=\"d\"",
    "title = \"a\"",
    "title=\"a\"b=\"c\"",
    "@x",
    "title=\"a\nb\r\"",
    "xmlns=\"x\"",
    "is=\"x\"",
    "gradientUnits=\"x\"",
    "title=\"\"",
    "data-\u{e9}=\"1\"",
    "x_y.z:w=1",
    "xml:lang=\"en\"",
];
/// What is likely to stand in an element that takes little.
const LIKELY: &[(&str, &[&str])] = &[
    ("html", &["head", "body", "body"]),
    (
        "head",
        &[
            "title", "meta", "link", "template", "noscript", "script", "base",
        ],
    ),
    ("table", &["tbody", "thead", "tfoot", "caption", "colgroup"]),
    ("tbody", &["tr"]),
    ("thead", &["tr"]),
    ("tfoot", &["tr"]),
    ("tr", &["td", "th"]),
    ("colgroup", &["col"]),
    ("select", &["option", "optgroup", "hr"]),
    ("optgroup", &["option"]),
    ("ul", &["li"]),
    ("dl", &["dt", "dd"]),
    (
        "svg",
        &[
            "g",
            "circle",
            "use",
            "foreignObject",
            "linearGradient",
            "desc",
            "title",
            "svg",
        ],
    ),
    ("g", &["g", "circle", "use", "foreignObject", "tspan"]),
    (
        "math",
        &["mrow", "mi", "mo", "mtext", "annotation-xml", "semantics"],
    ),
    ("ruby", &["rt", "rp"]),
    ("foreignObject", &["div", "p", "svg", "table"]),
];
/// Throws: the same every time.
#[derive(Debug)]
pub struct Dice(u64);

impl Dice {
    #[must_use]
    pub fn new(seed: u64) -> Self {
        Self(seed)
    }

    fn pick(&mut self, n: usize) -> usize {
        self.0 = self
            .0
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1);
        usize::try_from(self.0 >> 33).unwrap_or(0) % n.max(1)
    }

    fn of<'a>(&mut self, all: &[&'a str]) -> &'a str {
        all[self.pick(all.len())]
    }

    fn start(&mut self, tag: &str) -> String {
        let mut out = format!("<{tag}");
        while self.pick(4) == 0 {
            out.push(' ');
            out.push_str(self.of(ATTRIBUTES));
        }
        out
    }
}

#[derive(Clone, Debug)]
enum Piece {
    Open(String, String),
    Close(String),
    Alone(String),
}

/// Markup that grows by one piece at a time, so that what was taken can be kept.
#[derive(Clone, Debug)]
pub struct Growing(Vec<Piece>);

impl Growing {
    #[must_use]
    pub fn new(dice: &mut Dice) -> Self {
        let mut pieces = Vec::new();
        let root = dice.of(ROOTS);
        let mut element = |tag: &str, pieces: &mut Vec<Piece>, inside: &[&str]| {
            let start = dice.start(tag);
            pieces.push(Piece::Open(tag.to_owned(), format!("{start}>")));
            for tag in inside {
                pieces.push(Piece::Open((*tag).to_owned(), format!("<{tag}>")));
                pieces.push(Piece::Close(format!("</{tag}>")));
            }
            pieces.push(Piece::Close(format!("</{tag}>")));
        };
        match root {
            "html" => element(root, &mut pieces, &["head", "body"]),
            root => element(root, &mut pieces, &[]),
        }
        Self(pieces)
    }

    #[must_use]
    pub fn text(&self) -> String {
        let pieces = self.0.iter().map(|piece| match piece {
            Piece::Open(_, text) | Piece::Close(text) | Piece::Alone(text) => text.as_str(),
        });
        pieces.collect()
    }

    fn parent(&self, at: usize) -> &str {
        let mut closed = 0;
        for piece in self.0[..at].iter().rev() {
            match piece {
                Piece::Close(_) => closed += 1,
                Piece::Open(tag, _) if closed == 0 => return tag,
                Piece::Open(..) => closed -= 1,
                Piece::Alone(_) => {}
            }
        }
        ""
    }

    /// Where the piece, or the element, that begins here ends.
    fn end(&self, at: usize) -> usize {
        let mut open = 0;
        for (i, piece) in self.0.iter().enumerate().skip(at) {
            match piece {
                Piece::Open(..) => open += 1,
                Piece::Close(_) if open == 0 => return i,
                Piece::Close(_) => open -= 1,
                Piece::Alone(_) => {}
            }
            if open == 0 {
                return i + 1;
            }
        }
        self.0.len()
    }

    #[must_use]
    pub fn grown(&self, dice: &mut Dice) -> Self {
        let mut next = self.clone();
        let at = 1 + dice.pick(self.0.len() - 1);
        let parent = self.parent(at);
        let likely = LIKELY.iter().find(|(known, _)| *known == parent);
        let tag = match likely {
            Some((_, tags)) if dice.pick(3) > 0 => dice.of(tags),
            _ => dice.of(TAGS),
        };
        let start = dice.start(tag);
        match dice.pick(8) {
            0 | 1 => next.0.insert(at, Piece::Alone(dice.of(TEXTS).to_owned())),
            2 => next.0.insert(at, Piece::Alone(format!("{start}/>"))),
            3 => next.0.insert(at, Piece::Alone(format!("{start}>"))),
            what => {
                // Around what stands there, or empty.
                let end = if what == 4 { self.end(at) } else { at };
                next.0.insert(end, Piece::Close(format!("</{tag}>")));
                let open = Piece::Open(tag.to_owned(), format!("{start}>"));
                next.0.insert(at, open);
            }
        }
        next
    }
}
