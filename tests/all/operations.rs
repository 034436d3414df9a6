//! The `patch` example and the browser's `attach` and `apply`: two files of markup become one page.

use std::fs;
use std::path::Path;

use serde_json::{Value, json};
use tempfile::TempDir;
use tests::files::Files;
use tests::program::{Said, example, finish};
use tests::{Browser, Page};

/// What the pair is about, and the markup before and after.
const PAIRS: &[(&str, &str, &str)] = &[
    (
        "a keyed list in another order, with one gone and one new",
        "<ul><li id='a'>one</li><li id='b'>two</li><li id='c'>three</li><li id='d'>four</li></ul>",
        "<ul><li id='d'>four!</li><li id='a'>one</li><li id='e'>five</li><li id='c'>three</li></ul>",
    ),
    (
        "two keyed lists, one in the other",
        "<ol><li data-key='1'><ul><li data-key='x'>x</li><li data-key='y'>y</li></ul></li><li data-key='2'>2</li></ol>",
        "<ol><li data-key='2'>2</li><li data-key='1'><ul><li data-key='y'>y</li><li data-key='z'>z</li><li data-key='x'>x</li></ul></li></ol>",
    ),
    (
        "attributes come, go and change, on the root too",
        "<p class=\"a b\" hidden lang=en id=p title='\"quoted\"'><button disabled type=\"button\">x</button></p>",
        "<p class=\"b c\" id=p style=\"width: 42%\" title='&lt;&amp;'><button type=\"button\" aria-pressed=\"true\">x</button></p>",
    ),
    (
        "a drawing",
        "<div><svg viewBox=\"0 0 9 9\"><g id=\"g\"><circle r=\"1\"/></g></svg></div>",
        "<div><svg viewBox=\"0 0 8 8\" preserveAspectRatio=\"none\"><linearGradient id=\"l\"><stop offset=\"0\"/></linearGradient><g id=\"g\"><use xlink:href=\"#l\"/><circle r=\"2\"/><foreignObject><p>a</p></foreignObject></g></svg></div>",
    ),
    (
        "a formula",
        "<p>so <math><mi>x</mi></math></p>",
        "<p>so <math><mrow><mi>x</mi><mo>=</mo><mn>2</mn></mrow></math>!</p>",
    ),
    (
        "a table whose rows have keys",
        "<table>\n  <tbody>\n    <tr id=\"r1\"><td>1</td></tr>\n    <tr id=\"r2\"><td>2</td></tr>\n  </tbody>\n</table>",
        "<table><caption>Two</caption><thead><tr><th scope=\"col\">n</th></tr></thead><tbody><tr id=\"r2\"><td>2</td></tr><tr id=\"r3\"><td colspan=\"2\">3</td></tr><tr id=\"r1\"><td>one</td></tr></tbody></table>",
    ),
    (
        "a form",
        "<form><input name=\"t\" value=\"old\"><input type=\"checkbox\" name=\"c\"><select name=\"s\"><option value=\"1\">1</option><option value=\"2\">2</option></select></form>",
        "<form><label>T <input name=\"t\" value=\"new\" required></label><input type=\"checkbox\" name=\"c\" checked><select name=\"s\"><option value=\"1\">1</option><optgroup label=\"more\"><option value=\"3\" selected>3</option></optgroup></select><fieldset disabled><button>Go</button></fieldset></form>",
    ),
    (
        "a field changes its value in place",
        "<form><input value=\"old\" maxlength=\"9\"><input type=\"radio\" name=\"r\" value=\"1\" checked><input type=\"radio\" name=\"r\" value=\"2\"></form>",
        "<form><input value=\"new\" maxlength=\"9\"><input type=\"radio\" name=\"r\" value=\"1\"><input type=\"radio\" name=\"r\" value=\"2\" checked></form>",
    ),
    (
        "a textarea, with a newline first",
        "<div><textarea>a\nb</textarea><textarea></textarea><pre>x</pre></div>",
        "<div><textarea>\n\na\nb &lt;c&gt;</textarea><textarea>new</textarea><pre>\n\ny</pre></div>",
    ),
    (
        "text of every kind",
        "<p>a log line<b>\u{1F3AC}</b> \u{a0}x</p>",
        "<p>a log line, longer<b>\u{1F3AD}</b>\u{200f}\u{5d0}\n \u{a0}x &amp; y</p>",
    ),
    (
        "comments, which are nothing",
        "<p>a<!-- one -->b<b>c</b></p>",
        "<p>ab<b><!-- two -->d</b></p>",
    ),
    (
        "another root",
        "<div><p>x</p></div>",
        "<section><p>x</p></section>",
    ),
    (
        "a document",
        "<!doctype html>\n<html lang=\"en\">\n<head>\n<title>One</title>\n</head>\n<body class=\"a\">\n<h1>One</h1>\n</body>\n</html>\n",
        "<!DOCTYPE html>\n<html lang=\"de\">\n<head>\n<title>Two</title><meta name=\"color-scheme\" content=\"dark\">\n</head>\n<body>\n<p>new</p><h1>Two</h1>\n</body>\n</html>\n",
    ),
];

/// Shows the markup before, applies the operations, and compares with the markup after, as Chromium parses both.
const SHOW: &str = r"(async ({ before, after, operations }) => {
  const { attach, apply } = await import('/web/live/live.js');
  const whole = /^<!doctype/i.test(before);
  const show = (html) => {
    if (whole) {
      document.open();
      document.write(html);
      document.close();
      return () => document.documentElement;
    }
    const box = document.createElement('div');
    document.body.append(box);
    box.innerHTML = html;
    return () => box.firstElementChild;
  };
  const plain = (dom) => {
    const comments = document.createNodeIterator(dom, NodeFilter.SHOW_COMMENT);
    for (let one; (one = comments.nextNode());) one.remove();
    dom.normalize();
    // The same declarations, written as a browser writes them that was not given them as text.
    for (const { style } of [dom, ...dom.querySelectorAll('[style]')]) if (style.length) style.cssText = style.cssText;
    return dom;
  };
  const fields = (dom) => [...dom.querySelectorAll('input,textarea,select')].map(({ value, checked }) => [value, checked]);
  const root = show(before);
  attach(root());
  const fits = operations === null || apply(root(), operations);
  const now = plain(root()).cloneNode(true);
  const [seen, values] = [now.outerHTML, fields(root())];
  const next = plain(show(after)());
  const same = now.isEqualNode(next) && JSON.stringify(values) === JSON.stringify(fields(next));
  return { fits, same, seen, values, next: next.outerHTML, wanted: fields(next) };
})";

async fn operations(before: &str, after: &str) -> Said {
    let folder = TempDir::new().expect("a temporary folder");
    let file = |name: &str, text: &str| {
        let path = folder.path().join(name);
        fs::write(&path, text).expect("it can be written");
        path.to_str().expect("its path is text").to_owned()
    };
    let (before, after) = (file("before.html", before), file("after.html", after));
    finish(example("patch", &[&before, &after])).await
}

async fn fresh(browser: &Browser, files: &Files) -> Page {
    let page = browser.person().await.blank().await;
    page.go(&format!("{}/tests/browser/engine/frame.html", files.url))
        .await;
    page
}

#[tokio::test]
async fn the_printed_operations_make_one_page_the_other_in_a_browser() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"))
        .parent()
        .expect("the crate lies in the repository");
    let files = Files::serve(root, "script-src 'self'").await;
    let browser = Browser::start().await;
    let mut page = fresh(&browser, &files).await;
    for (about, before, after) in PAIRS {
        for (before, after) in [(before, after), (after, before), (after, after)] {
            let said = operations(before, after).await;
            assert_eq!((said.code, &*said.err), (Some(0), ""), "{about}");
            assert_eq!(said.out.is_empty(), before == after, "{about}");
            let operations: Value = match &*said.out {
                "" => Value::Null,
                text => serde_json::from_str(text).expect("operations are JSON"),
            };
            let pair = json!({ "before": before, "after": after, "operations": operations });
            let shown: Value = page.ask(&format!("{SHOW}({pair})")).await;
            assert_eq!(
                (&shown["fits"], &shown["same"]),
                (&json!(true), &json!(true)),
                "{about}: {operations} gave {shown:#}"
            );
            if before.starts_with("<!") {
                // Its own document is gone.
                page = fresh(&browser, &files).await;
            }
        }
    }
}

#[tokio::test]
async fn uncertain_markup_is_named_with_its_file() {
    let good = "<p>x</p>";
    for (before, after, complaint) in [
        (
            good,
            "<p><div>x</div></p>",
            "after.html: `p` cannot hold `div`, near `<p><div",
        ),
        (
            "<ul><li>a<li>b</ul>",
            good,
            "before.html: `li` cannot hold `li`, near",
        ),
        (
            "<table><tr></tr></table>",
            good,
            "before.html: `table` cannot hold `tr`",
        ),
        (
            good,
            "<p>x</p><p>y</p>",
            "after.html: a region is exactly one element",
        ),
        (good, "<p>x", "after.html: an element is not closed"),
        (good, "", "after.html: an element is not closed"),
        (good, "<p>a & b</p>", "after.html: a bare `&`"),
        (
            good,
            "<svg viewbox='0 0 1 1'></svg>",
            "after.html: a browser writes `viewbox` in another case",
        ),
    ] {
        let said = operations(before, after).await;
        assert_eq!((said.code, &*said.out), (Some(1), ""), "{before} {after}");
        assert!(
            said.err.contains(complaint),
            "{} is not {complaint}",
            said.err
        );
    }
    let said = finish(example("patch", &["nowhere.html", "nowhere.html"])).await;
    assert_eq!(said.code, Some(1));
    assert!(
        said.err.starts_with("nowhere.html: No such file"),
        "{}",
        said.err
    );
}
