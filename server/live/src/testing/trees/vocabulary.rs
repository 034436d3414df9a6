//! Which elements there are, what they may hold, and what stands in their attributes and texts.

pub(super) enum Model {
    Empty,
    Text,
    Only(&'static [&'static str]),
    Phrasing,
    Flow,
}

pub(super) const PHRASING: &[&str] = &[
    "b", "span", "a", "button", "svg", "math", "input", "select", "textarea", "label", "img", "br",
    "progress", "video",
];

pub(super) const FLOW: &[&str] = &[
    "ul", "div", "p", "table", "form", "svg", "select", "textarea", "input", "ol", "section", "h2",
    "dl", "details", "summary", "fieldset", "pre", "math", "button", "a", "b", "span", "label",
    "progress", "img", "br", "hr", "x-card", "video", "ul",
];

pub(super) fn model(tag: &str) -> Model {
    const MATH: &[&str] = &["mi", "mo", "mn", "mrow", "mfrac"];
    match tag {
        "input" | "img" | "br" | "hr" | "progress" | "video" | "circle" | "path" | "use"
        | "stop" => Model::Empty,
        "option" | "textarea" | "pre" | "text" | "title" | "mi" | "mo" | "mn" => Model::Text,
        "ul" | "ol" => Model::Only(&["li"]),
        "dl" => Model::Only(&["dt", "dd"]),
        "table" => Model::Only(&["tbody", "tbody", "thead", "caption"]),
        "thead" | "tbody" => Model::Only(&["tr"]),
        "tr" => Model::Only(&["td", "td", "th"]),
        "select" => Model::Only(&["option", "option", "option", "optgroup"]),
        "optgroup" => Model::Only(&["option"]),
        "svg" | "g" => Model::Only(&[
            "g",
            "circle",
            "path",
            "use",
            "text",
            "linearGradient",
            "foreignObject",
            "title",
        ]),
        "linearGradient" => Model::Only(&["stop"]),
        "math" | "mrow" | "mfrac" => Model::Only(MATH),
        "p" | "h2" | "summary" | "span" | "b" | "a" | "button" | "label" | "dt" | "caption" => {
            Model::Phrasing
        }
        _ => Model::Flow,
    }
}

pub(super) fn attributes_of(tag: &str) -> &'static [&'static str] {
    match tag {
        "input" => &[
            "type",
            "value",
            "checked",
            "disabled",
            "name",
            "required",
            "readonly",
            "placeholder",
            "class",
        ],
        "option" => &["value", "selected", "disabled", "label"],
        "select" => &["multiple", "name", "disabled", "class"],
        "textarea" => &["name", "readonly", "disabled", "placeholder", "class"],
        "button" => &["disabled", "type", "aria-label", "class", "hidden"],
        "progress" => &["value", "max", "aria-label"],
        "details" => &["open", "class"],
        "a" => &["href", "title", "class"],
        "img" => &["alt", "width", "hidden"],
        "video" => &["muted", "controls", "loop", "class"],
        "td" | "th" => &["colspan", "class", "title"],
        "ol" => &["reversed", "class", "start"],
        "svg" => &["viewBox", "preserveAspectRatio", "class", "style", "hidden"],
        "use" => &["xlink:href", "href", "class"],
        "circle" | "path" | "g" | "text" => &["fill", "class", "style", "data-x"],
        "linearGradient" => &["gradientUnits", "class"],
        "math" | "mi" | "mrow" => &["display", "class", "mathvariant"],
        _ => &[
            "class",
            "title",
            "style",
            "hidden",
            "data-x",
            "aria-label",
            "lang",
            "dir",
            "tabindex",
            "inert",
        ],
    }
}

/// What an attribute may be; anything where this says nothing.
pub(super) fn value_of(name: &str) -> &'static [&'static str] {
    match name {
        "hidden" | "checked" | "disabled" | "required" | "readonly" | "selected" | "multiple"
        | "open" | "muted" | "controls" | "loop" | "reversed" | "inert" => &["", "", "true"],
        "type" => &[
            "text", "checkbox", "radio", "hidden", "submit", "number", "range", "search",
        ],
        "class" => &["a", "b", "a b", "b a c", "", " a  b ", "wide"],
        // As a browser writes them, which it does where a policy makes it take them as declarations and not as text.
        "style" => &[
            "",
            "width: 41%;",
            "width: 42%;",
            "color: red; top: 0px;",
            "--p: \"x\";",
        ],
        "dir" => &["rtl", "ltr", "auto"],
        "tabindex" | "colspan" | "start" | "width" => &["1", "2", "0"],
        "viewBox" => &["0 0 1 1", "0 0 9 9"],
        "xlink:href" | "href" => &["#a", "#b", "/x?a=1&b=2"],
        _ => &[],
    }
}

/// Texts that have been read wrongly somewhere.
pub(super) const TEXTS: &[&str] = &[
    "a",
    "41%",
    "42%",
    "a log line, long enough to grow",
    "b < c & d > \"e\" 'f'",
    "\u{a0}",
    "\u{a0}x\u{a0}",
    "line\nbreak",
    "\nfirst",
    "\n\n",
    "\ttab\r\nand return\r",
    "\u{1F3AC}",
    "\u{1F3AD}",
    "\u{1F468}\u{200d}\u{1F469}\u{200d}\u{1F467}",
    "\u{200f}\u{5d0}\u{5d1}\u{202e}cba\u{202c}",
    "e\u{301}\u{e9}",
    "&amp;",
    "<!-- no comment -->",
    "</div>",
    "]]>",
    "\u{2028}\u{feff}\u{7f}\u{80}",
    "  ",
    "\u{fffd}\u{ffff}\u{10ffff}",
    "\\ \u{8}\u{c}\u{1f}",
];
