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
    ];
    for markup in refused {
        let got = canonical(markup);
        assert!(got.starts_with("refused"), "{markup} gave {got}");
    }
}
