//! What is read, and what is refused.

use super::*;

fn canonical(markup: &str) -> String {
    match parse(markup, &["kid"]) {
        Ok(element) => element.canonical(),
        Err(error) => format!("refused: {}", error.reason),
    }
}

#[test]
fn what_maud_writes_becomes_the_tree_the_browser_builds() {
    let check = |markup: &str, tree: &str| assert_eq!(canonical(markup), tree);
    check(
        r#"<p class="b" a="">x &amp; y</p>"#,
        r#"["p",{"a":"","class":"b"},"x & y"]"#,
    );
    check("<div>a<!-- c -->b<br>c</div>", r#"["div","ab",["br"],"c"]"#);
    check("<textarea>\n\nx</textarea>", r#"["textarea","\nx"]"#);
    check(
        r#"<svg viewBox="0 0 1 1"><linearGradient id="g"></linearGradient></svg>"#,
        r#"["svg",{"viewBox":"0 0 1 1"},["linearGradient",{"id":"g"}]]"#,
    );
    check(
        r#"<ul><live-hole n="0"></live-hole></ul>"#,
        r##"["ul",["#","kid"]]"##,
    );
    check("<i>&#x1F600;&nbsp;</i>", "[\"i\",\"\u{1F600}\u{a0}\"]");
    check(
        "<!doctype html>\n<html>\n<head>\n</head>\n<body> </body>\n</html>\n",
        r#"["html",["head","\n"],"\n",["body"," \n\n"]]"#,
    );
    check("<pre>&#10;a\n</pre >", r#"["pre","a\n"]"#);
    check(
        "<div a='\"' b=1 c><hr/></div>",
        r#"["div",{"a":"\"","b":"1","c":""},["hr"]]"#,
    );
    check(
        "<svg><circle r=\"1\"/><foreignObject><p>x</p></foreignObject></svg>",
        r#"["svg",["circle",{"r":"1"}],["foreignObject",["p","x"]]]"#,
    );
    check(
        "<table>\n<tbody></tbody></table>",
        r#"["table","\n",["tbody"]]"#,
    );
    check(
        "<ul><li><div><ul><li>x</li></ul></div></li></ul>",
        r#"["ul",["li",["div",["ul",["li","x"]]]]]"#,
    );
}

#[test]
fn markup_that_a_browser_would_repair_is_refused() {
    let refused = [
        "<p><div></div></p>",
        "<table><tr></tr></table>",
        "<table>x</table>",
        "<form><div><form></form></div></form>",
        "<a><b><a></a></b></a>",
        "<li><li></li></li>",
        "<div></div><div></div>",
        "<div>",
        "<div></span></div>",
        "text",
        "<DIV></DIV>",
        "<a onclick=\"x\"></a>",
        "<a href=\" JavaScript:x\"></a>",
        "<script>x</script>",
        "<div a=\"1\" a=\"2\"></div>",
        "<i>&bogus;</i>",
        "<select><div></div></select>",
        "<live-hole n=\"7\"></live-hole>",
        "<ul><li><div><li></li></div></li></ul>",
        "<dl><dd><span><dt></dt></span></dd></dl>",
        "<div><rt></rt></div>",
        "<div/>",
        "<div a=b\"c></div>",
        "<div><!-- a --!> b --></div>",
        "<noscript><p></p></noscript>",
        "<iframe>x</iframe>",
        "<html><body></body></html>",
        "<html><head></head>x<body></body></html>",
        "<html><head></head><body></body><p></p></html>",
        "<i>&#x80;</i>",
        "<i>&#+65;</i>",
        "<svg><p></p></svg>",
        "<svg><title><b></b></title></svg>",
        "<svg><style>x</style></svg>",
        "<svg viewbox=\"0 0 1 1\"></svg>",
        "<svg><lineargradient></lineargradient></svg>",
        "<svg><link></svg>",
        "<table><svg></svg></table>",
        "<script><!-- x --></script>",
        "<textarea><!-- x --></textarea>",
        "<math><svg></svg></math>",
        "<div @click=\"x\"></div>",
        "<div\u{a0}a></div>",
    ];
    for markup in refused {
        let got = canonical(markup);
        assert!(got.starts_with("refused"), "{markup} gave {got}");
    }
}

#[test]
fn markup_that_an_upload_could_not_bring_back_is_refused() {
    let nested = |depth: usize| format!("{}{}", "<b>".repeat(depth), "</b>".repeat(depth));
    let tree = parse(&nested(100), &[]).expect("a hundred is deep enough for any page");
    let upload = format!("[\"t\",1,{}]", tree.canonical());
    let Ok(crate::wire::Frame::Tree(1, upload)) = crate::wire::parse(&upload) else {
        panic!("it cannot be uploaded");
    };
    assert_eq!(crate::tree::from_json(&upload), Ok(tree));
    assert!(parse(&nested(101), &[]).is_err());
    assert!(parse(&nested(1_000_000), &[]).is_err());
}
