//! Where the HTML parser would repair: what may stand in what.

/// Direct children that the parser leaves where they stand.
pub(super) fn may_hold(parent: &str, tag: &str) -> bool {
    let inert = matches!(tag, "template" | "script");
    match parent {
        "html" => matches!(tag, "head" | "body"),
        "head" => {
            inert
                || matches!(
                    tag,
                    "title" | "meta" | "link" | "style" | "base" | "noscript"
                )
        }
        "table" => inert || matches!(tag, "caption" | "colgroup" | "thead" | "tbody" | "tfoot"),
        "thead" | "tbody" | "tfoot" => inert || tag == "tr",
        "tr" => inert || matches!(tag, "td" | "th"),
        "colgroup" => tag == "col" || tag == "template",
        "select" => matches!(tag, "option" | "optgroup" | "hr"),
        "optgroup" => tag == "option",
        "option" => false,
        _ if holds_raw_text(parent) => false,
        "h1" | "h2" | "h3" | "h4" | "h5" | "h6" => {
            !matches!(tag, "h1" | "h2" | "h3" | "h4" | "h5" | "h6") && flows(parent, tag)
        }
        _ => flows(parent, tag),
    }
}

/// Elements whose content is text whatever it looks like, some only where scripts run.
pub(super) fn holds_raw_text(tag: &str) -> bool {
    matches!(
        tag,
        "title" | "textarea" | "script" | "style" | "noscript" | "iframe" | "noframes"
    )
}

fn flows(parent: &str, tag: &str) -> bool {
    match tag {
        "html" | "head" | "body" | "frame" | "frameset" => false,
        "caption" | "colgroup" | "col" | "thead" | "tbody" | "tfoot" | "tr" | "td" | "th" => false,
        // Read as another element, as text, or as one without an end.
        "image" | "plaintext" | "xmp" | "listing" | "noembed" | "isindex" => false,
        "basefont" | "bgsound" | "keygen" | "param" => false,
        // They close what they stand in.
        "rb" | "rp" | "rt" | "rtc" => parent == "ruby",
        _ => true,
    }
}

/// Elements that hold no text where it stands. `Some(true)`: white space stays even there.
pub(super) fn holds_no_text(tag: &str) -> Option<bool> {
    match tag {
        "head" | "table" | "thead" | "tbody" | "tfoot" | "tr" | "colgroup" | "select"
        | "optgroup" => Some(true),
        "html" | "script" | "style" | "noscript" | "iframe" | "noframes" => Some(false),
        _ => None,
    }
}

/// Whether an open `open` is closed by a `tag` that stands anywhere in it.
pub(super) fn is_closed_by(open: &str, tag: &str) -> bool {
    match open {
        "p" => closes_p(tag),
        "a" | "button" | "form" | "nobr" => open == tag,
        _ => false,
    }
}

/// Whether a `tag` closes an item that it stands in, and looks for one past its parent.
pub(super) fn closes_item(open: &str, tag: &str) -> bool {
    match tag {
        "li" => open == "li",
        "dd" | "dt" => matches!(open, "dd" | "dt"),
        _ => false,
    }
}

/// What it does not look past.
pub(super) fn bounds_items(tag: &str) -> bool {
    matches!(
        tag,
        "ul" | "ol"
            | "menu"
            | "dl"
            | "article"
            | "aside"
            | "blockquote"
            | "button"
            | "caption"
            | "details"
            | "fieldset"
            | "figure"
            | "footer"
            | "form"
            | "header"
            | "main"
            | "nav"
            | "section"
            | "table"
            | "td"
            | "template"
            | "th"
    )
}

/// Elements before which the parser closes an open `p`.
fn closes_p(tag: &str) -> bool {
    matches!(
        tag,
        "address"
            | "article"
            | "aside"
            | "blockquote"
            | "center"
            | "details"
            | "dialog"
            | "dir"
            | "div"
            | "dl"
            | "fieldset"
            | "figcaption"
            | "figure"
            | "footer"
            | "form"
            | "h1"
            | "h2"
            | "h3"
            | "h4"
            | "h5"
            | "h6"
            | "header"
            | "hgroup"
            | "hr"
            | "li"
            | "dd"
            | "dt"
            | "main"
            | "menu"
            | "nav"
            | "ol"
            | "p"
            | "pre"
            | "search"
            | "section"
            | "summary"
            | "table"
            | "ul"
    )
}
