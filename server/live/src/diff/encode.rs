//! Operations as they go on the wire.

use super::{Op, Plan};
use crate::tree::{Element, push_json_string, write_json, write_json_inside, write_json_node};

/// Writes a patch of region `number`, or nothing where there is nothing to do.
///
/// `renamed` is the number by which the browser shall know the region from now on; `embed` writes a region that
/// stands inside new content.
pub(crate) fn encode(
    ops: &[Op],
    number: u32,
    renamed: Option<u32>,
    embed: &mut dyn FnMut(&str, &mut String),
) -> Option<String> {
    if ops.is_empty() && renamed.is_none() {
        return None;
    }
    let mut out = format!("[{number}");
    if let Some(renamed) = renamed {
        out.push_str(&format!(",[\"r\",{renamed}]"));
    }
    for op in ops {
        out.push(',');
        encode_op(op, &mut out, embed);
    }
    out.push(']');
    Some(out)
}

fn encode_op(op: &Op, out: &mut String, embed: &mut dyn FnMut(&str, &mut String)) {
    match op {
        Op::Set(slot, value) => {
            out.push_str(&format!("{slot},"));
            push_json_string(out, value);
        }
        Op::Append(slot, grown) => {
            out.push_str(&format!("{slot},{{\"+\":"));
            push_json_string(out, grown);
            out.push('}');
        }
        Op::Gain(number, attrs) => {
            out.push_str(&format!("[\"a\",{number},{{"));
            for (i, (name, value)) in attrs.iter().enumerate() {
                if i > 0 {
                    out.push(',');
                }
                push_json_string(out, name);
                out.push(':');
                push_json_string(out, value);
            }
            out.push_str("}]");
        }
        Op::Lose(number, names) => {
            out.push_str(&format!("[\"d\",{number}"));
            for name in names {
                out.push(',');
                push_json_string(out, name);
            }
            out.push(']');
        }
        Op::Children(number, plan) => {
            out.push_str(&format!("[\"c\",{number}"));
            for part in plan {
                out.push(',');
                match part {
                    Plan::Keep { from, count } => out.push_str(&format!("{from},{count}")),
                    Plan::New(node) => write_json_node(node, out, embed),
                }
            }
            out.push(']');
        }
        Op::Root(element) => {
            out.push_str("[\"t\",");
            write_json(element, out, embed);
            out.push(']');
        }
    }
}

/// Writes a region with its number first, as it stands inside new content.
pub(crate) fn encode_region(
    number: u32,
    root: &Element,
    out: &mut String,
    embed: &mut dyn FnMut(&str, &mut String),
) {
    out.push_str(&format!("[{number},"));
    write_json_inside(root, out, embed);
    out.push(']');
}
