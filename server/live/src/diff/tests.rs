//! Applying the diff of two trees to the first gives the second, and does no more than it must.

use proptest::prelude::*;

use super::*;
use crate::markup::parse;
use crate::testing::{patched, trees};

fn check(old: &str, new: &str, wire: &str) {
    let holes = ["one", "two", "three"];
    let old = parse(old, &holes).expect("the old markup is certain");
    let new = parse(new, &holes).expect("the new markup is certain");
    let ops = diff(&old, &new);
    let mut embed = |key: &str, out: &mut String| out.push_str(&format!("[99,\"{key}\"]"));
    let patch = encode(&ops, 7, None, &mut embed);
    assert_eq!(patch.as_deref().unwrap_or("nothing"), wire);
    assert_eq!(apply(&old, &ops), new);
}

#[test]
fn equal_trees_give_no_patch() {
    check("<p id=\"x\">a</p>", "<p id=\"x\">a</p>", "nothing");
}

#[test]
fn a_percent_is_two_slots() {
    let card = |n: u32| {
        format!("<li id=\"c\"><b>{n}%</b><progress max=\"100\" value=\"{n}\"></progress></li>")
    };
    check(&card(41), &card(42), r#"[7,3,"42%",6,"42"]"#);
}

#[test]
fn attributes_come_and_go() {
    check(
        "<i class=\"a\" hidden></i>",
        "<i class=\"b\" title=\"t\"></i>",
        r#"[7,1,"b",["d",0,"hidden"],["a",0,{"title":"t"}]]"#,
    );
}

#[test]
fn text_that_grew_travels_as_its_end() {
    check(
        "<p>a long line</p>",
        "<p>a long line, longer</p>",
        r#"[7,1,{"+":", longer"}]"#,
    );
}

#[test]
fn an_insertion_touches_no_sibling() {
    check(
        "<ul><li>a</li><li>b</li></ul>",
        "<ul><li>a</li><li>x</li><li>b</li></ul>",
        r#"[7,["c",0,0,1,["li","x"],1,1]]"#,
    );
}

#[test]
fn b27_several_insertions_and_removals_at_once_touch_no_survivor() {
    check(
        "<ul><li>a</li><li>b</li><li>c</li></ul>",
        "<ul><li>a</li><li>x</li><li>b</li><li>y</li></ul>",
        r#"[7,6,"y",["c",0,0,1,["li","x"],1,2]]"#,
    );
    check(
        "<ul><li>a</li><li>b</li><li>c</li><li>d</li></ul>",
        "<ul><li>b</li><li>D</li></ul>",
        r#"[7,6,"D",["c",0,1,2]]"#,
    );
    check(
        "<ul><li>a</li><li>b</li><li>c</li></ul>",
        "<ul><li>c</li><li>a</li><li>x</li><li>b</li></ul>",
        r#"[7,["c",0,2,1,0,1,["li","x"],1,1]]"#,
    );
}

#[test]
fn keyed_children_move_by_their_order_alone() {
    let li = |id: &str| format!("<li id=\"{id}\">{id}</li>");
    check(
        &format!("<ul>{}{}{}</ul>", li("a"), li("b"), li("c")),
        &format!("<ul>{}{}{}</ul>", li("c"), li("a"), li("b")),
        r#"[7,["c",0,2,1,0,2]]"#,
    );
}

#[test]
fn a_region_inside_moves_and_enters_by_its_key() {
    let hole = |n: u32| format!("<live-hole n=\"{n}\"></live-hole>");
    check(
        &format!("<ul>{}{}</ul>", hole(0), hole(1)),
        &format!("<ul>{}{}</ul>", hole(1), hole(2)),
        r#"[7,["c",0,1,1,[99,"three"]]]"#,
    );
}

#[test]
fn a_wrapper_whose_id_changes_is_kept() {
    check(
        "<div><p id=\"a\">x</p></div>",
        "<div><p id=\"b\">x</p></div>",
        r#"[7,2,"b"]"#,
    );
}

#[test]
fn a_strict_key_is_never_given_to_another_node() {
    check(
        "<div><p data-key=\"a\">x</p></div>",
        "<div><p data-key=\"b\">x</p></div>",
        r#"[7,["c",0,["p",{"data-key":"b"},"x"]]]"#,
    );
}

fn bytes() -> impl Strategy<Value = Vec<u8>> {
    proptest::collection::vec(any::<u8>(), 0..1500)
}

proptest! {
    #![proptest_config(crate::testing::cases())]

    #[test]
    fn applying_the_diff_gives_the_new_tree(bytes in bytes()) {
        let (a, b) = trees::pair_with_regions(&bytes);
        prop_assert_eq!(apply(&a, &diff(&a, &b)), b);
    }

    #[test]
    fn a_patch_says_the_same_on_the_wire(bytes in bytes()) {
        let (a, b) = trees::pair(&bytes);
        match patch(&a, &b, 7) {
            Some(patch) => prop_assert_eq!(patched(a, 7, &patch), b),
            None => prop_assert_eq!(a, b),
        }
    }

    #[test]
    fn a_tree_and_itself_differ_in_nothing(bytes in bytes()) {
        let (a, _) = trees::pair_with_regions(&bytes);
        prop_assert_eq!(diff(&a, &a.clone()), []);
    }

    #[test]
    fn the_canonical_form_reads_back(bytes in bytes()) {
        let (a, _) = trees::pair_with_regions(&bytes);
        let value = serde_json::from_str(&a.canonical()).expect("canonical form is JSON");
        prop_assert_eq!(crate::tree::from_json(&value).expect("a tree"), a);
    }
}

#[test]
fn a_megabyte_of_nodes_without_keys_is_compared_at_once() {
    let list = |tag: &str, count: usize| {
        let item = |n: usize| {
            let kids = vec![Node::Text(n.to_string().into())];
            [
                Node::Element(Element::new(tag, Vec::new(), kids)),
                Node::Text(format!("t{n}").into()),
            ]
        };
        Element::new("div", Vec::new(), (0..count).flat_map(item).collect())
    };
    // What a browser may upload, against a page that has nothing of it. Node by node against node this takes minutes in a
    // development build, and the run ends a test that does.
    let (upload, page) = (list("b", 50_000), list("i", 20_000));
    assert_eq!(apply(&upload, &diff(&upload, &page)), page);
}
