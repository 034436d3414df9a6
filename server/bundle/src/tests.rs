//! Joining: what comes of modules, and the words in which others are refused.

use std::fs;

use crate::{Error, Script, scripts, style};

/// A folder of modules by name; the first is the entry.
fn join(modules: &[(&str, &str)]) -> Result<Vec<Script>, Error> {
    let folder = tempfile::tempdir().expect("a folder");
    for (name, text) in modules {
        let path = folder.path().join(name);
        fs::create_dir_all(path.parent().expect("it is in a folder")).expect("a folder");
        fs::write(path, text).expect("a file");
    }
    scripts(&folder.path().join(modules[0].0))
}

fn texts(modules: &[(&str, &str)]) -> Vec<String> {
    let scripts = join(modules).expect("they are joined");
    scripts.into_iter().map(|script| script.text).collect()
}

/// The reason without the folder, which has another name each time.
fn refusal(modules: &[(&str, &str)]) -> String {
    let error = join(modules).expect_err("they are refused").to_string();
    let words = error
        .split(' ')
        .map(|word| word.rsplit('/').next().unwrap_or(word));
    words.collect::<Vec<_>>().join(" ")
}

#[test]
fn modules_become_one_script_and_names_of_two_do_not_meet() {
    let found = texts(&[
        (
            "main.js",
            "import { show } from './a.js';\nimport { show as other, at } from './b.js';\nshow(); other(at); close();",
        ),
        (
            "a.js",
            "const key = document.a;\nexport function show() { use(key, key); }",
        ),
        (
            "b.js",
            "const key = document.b;\nexport let at = key;\nexport function show(close) { ({ at } = close); use({ key, close }); }",
        ),
    ]);
    assert_eq!(
        found,
        [
            "const e=document.a;function t(){use(e,e)}const n=document.b;let r=n;function i(e){({at:r}=e),use({key:n,close:e})}t(),i(r),close();"
        ]
    );
}

#[test]
fn an_import_is_not_caught_by_an_inner_name() {
    let found = texts(&[
        (
            "main.js",
            "import { length as long } from './a.js';\nexport function f(film) { const { length } = film; return long(length) + long(film); }",
        ),
        ("a.js", "export const length = (a) => a.size + a.rest;"),
    ]);
    assert_eq!(
        found,
        ["const e=e=>e.size+e.rest;function t(t){let{length:n}=t;return e(n)+e(t)}export{t as f};"]
    );
}

#[test]
fn what_is_loaded_late_is_a_script_of_its_own_that_takes_from_the_entry() {
    let found = texts(&[
        (
            "main.js",
            "import { say } from './say.js';\nsay('a');\nsay('b');\nimport('./late.js').then(({ film }) => film());",
        ),
        (
            "say.js",
            "let last = '';\nexport function say(word) { if (word !== last) use(last = word); }",
        ),
        (
            "late.js",
            "import { say } from './say.js';\nimport { clock } from './clock.js';\nexport const film = () => say(clock());\n",
        ),
        ("clock.js", "export const clock = () => Date.now();"),
    ]);
    let stamp = stamp_in(&found[0]);
    assert_eq!(
        found,
        [
            format!(
                "let e=``;function t(t){{t!==e&&use(e=t)}}t(`a`),t(`b`),import(`./late.js`).then(({{film:e}})=>e());export{{t as say}};export const {stamp}=0;"
            ),
            format!(
                "import{{say as e}}from\"./main.js\";const t=()=>Date.now(),n=()=>e(t());export{{n as film}};export{{{stamp}}}from\"./main.js\";"
            ),
        ]
    );
}

/// By which scripts of one build know each other.
fn stamp_in(text: &str) -> String {
    let at = text.find("of_").expect("a stamp");
    text[at..at + 11].to_owned()
}

#[test]
fn scripts_of_two_builds_do_not_know_each_other() {
    let build = |film: &str| {
        let late = format!("import {{ say }} from './say.js'; export const film = say({film});");
        texts(&[
            (
                "main.js",
                "import { say } from './say.js'; say(import('./late.js'));",
            ),
            ("late.js", &late),
            ("say.js", "export const say = (it) => it;"),
        ])
    };
    let (first, again, other) = (build("1"), build("1"), build("2"));
    assert_eq!(first, again);
    assert_ne!(stamp_in(&first[0]), stamp_in(&other[0]));
    for scripts in [first, other] {
        assert_eq!(stamp_in(&scripts[0]), stamp_in(&scripts[1]));
    }
}

#[test]
fn a_late_script_that_takes_nothing_does_not_wait_for_its_entry() {
    let found = texts(&[
        ("main.js", "await import('./late.js');"),
        ("late.js", "export const film = 1;"),
    ]);
    assert!(!found[1].contains("main.js"), "{found:?}");
}

#[test]
fn a_module_may_pass_on_what_is_another_ones() {
    let found = texts(&[
        (
            "main.js",
            "import { there } from './a.js';\nthere(); there();",
        ),
        ("a.js", "export { here as there } from './b.js';"),
        ("b.js", "export function here() { use(here); }"),
    ]);
    assert_eq!(found, ["function e(){use(e)}e(),e();"]);
}

#[test]
fn what_cannot_be_joined_is_refused_in_words() {
    let entry = |text| refusal(&[("main.js", text), ("a.js", "export const a = 1;")]);
    let found = [
        entry("import { b } from './a.js'; b();"),
        entry("import { a } from './c.js'; a();"),
        entry("import a from './a.js'; a();"),
        entry("import * as a from './a.js'; a.b();"),
        entry("import { a } from 'a'; a();"),
        entry("export default 1;"),
        entry("export const { a } = b;"),
        entry("const name = './a.js'; import(name);"),
        entry("import('../a.js');"),
        entry("import { a } from './a.js'; import('./a.js'); a();"),
        entry("const $a = 1;"),
        entry("const a = ;"),
    ];
    assert_eq!(
        found,
        [
            "main.js: `a.js` exports no `b`",
            "c.js cannot be read: No such file or directory (os error 2)",
            "main.js: `import` is outside of what is joined: only `import { name }` is",
            "main.js: `import` is outside of what is joined: only `import { name }` is",
            "main.js: `a` is outside of what is joined: only modules by a relative path are",
            "main.js: `export` is outside of what is joined: only named exports are",
            "main.js: `export` is outside of what is joined: each variable is exported by its name",
            "main.js: `import()` is outside of what is joined: its address must stand there as it is",
            "main.js: a.js` is outside of what is joined: what is loaded late stands in the same folder",
            "a.js: `import()` is outside of what is joined: it is imported at once as well",
            "main.js: `$` is outside of what is joined: names with it are given to what is joined",
            "main.js: Unexpected token",
        ]
    );
}

#[test]
fn modules_that_import_each_other_are_refused() {
    let circle = [
        ("main.js", "import { a } from './a.js'; a();"),
        (
            "a.js",
            "import { b } from './b.js'; export const a = () => b();",
        ),
        (
            "b.js",
            "import { a } from './a.js'; export const b = () => a();",
        ),
    ];
    assert_eq!(
        refusal(&circle),
        "modules import each other in a circle: a.js > b.js > a.js"
    );
}

#[test]
fn two_things_of_one_name_cannot_both_go_to_late_scripts() {
    let twice = [
        (
            "main.js",
            "import { a } from './a.js'; import { a as b } from './b.js'; a(); b(); import('./c.js'); import('./d.js');",
        ),
        ("a.js", "export const a = () => 1;"),
        ("b.js", "export const a = () => 2;"),
        ("c.js", "import { a } from './a.js'; a();"),
        ("d.js", "import { a } from './b.js'; a();"),
    ];
    assert_eq!(
        refusal(&twice),
        "`a` is exported by a.js and by b.js, and both are wanted under that name"
    );
}

#[test]
fn a_module_in_two_late_scripts_is_refused() {
    let shared = [
        ("main.js", "import('./a.js'); import('./b.js');"),
        ("a.js", "import { c } from './c.js'; c();"),
        ("b.js", "import { c } from './c.js'; c();"),
        ("c.js", "export const c = () => 1;"),
    ];
    assert_eq!(
        refusal(&shared),
        "c.js is in two scripts that are loaded late: let it be imported by what both import"
    );
}

#[test]
fn style_sheets_become_one_without_comments_and_needless_space() {
    let folder = tempfile::tempdir().expect("a folder");
    let write = |name: &str, text: &str| fs::write(folder.path().join(name), text).expect("a file");
    write(
        "app.css",
        "/* All. */\n@import \"a.css\";\n@import \"b.css\";\n",
    );
    write(
        "a.css",
        "/* One. */\na :hover,\nb > c {\n  --x: calc(1px + 2px);\n  content: \" { /* } \";\n}\n",
    );
    write(
        "b.css",
        "@media (max-width: 640px) {\n  .b {\n    margin: 0 auto;\n  }\n}\n",
    );
    assert_eq!(
        style(&folder.path().join("app.css")).expect("it is joined"),
        "a :hover,b > c{--x:calc(1px + 2px);content:\" { /* } \"}@media (max-width:640px){.b{margin:0 auto}}"
    );
}
