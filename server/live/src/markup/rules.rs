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
        "option" | "title" | "textarea" => false,
        "li" => tag != "li",
        "dt" | "dd" => !matches!(tag, "dt" | "dd"),
        "h1" | "h2" | "h3" | "h4" | "h5" | "h6" => {
            !matches!(tag, "h1" | "h2" | "h3" | "h4" | "h5" | "h6")
        }
        _ => !matches!(
            tag,
            "html"
                | "head"
                | "body"
                | "caption"
                | "colgroup"
                | "col"
                | "thead"
                | "tbody"
                | "tfoot"
                | "tr"
                | "td"
                | "th"
                | "frame"
                | "frameset"
                | "image"
                | "plaintext"
                | "xmp"
                | "listing"
                | "noembed"
                | "isindex"
        ),
    }
}

/// Elements before which the parser closes an open `p`.
pub(super) fn closes_p(tag: &str) -> bool {
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
