//! Characters that nobody sees, and those that turn what is seen around.
//!
//! A name is what people tell things apart by, so one of nothing but these is no name. Inside a name most of them are
//! part of the writing: joiners hold emoji and Persian words together, and direction marks keep mixed text in order.

/// Whether a person sees nothing of it. Controls, spaces and what Unicode lists as ignorable by default, and the blanks
/// that it lists as letters or symbols.
pub(super) fn is_invisible(c: char) -> bool {
    c.is_control()
        || is_blank(c)
        || matches!(c,
            '\u{34f}' | '\u{61c}' | '\u{17b4}' | '\u{17b5}'
            | '\u{180b}'..='\u{180f}'
            | '\u{200c}'..='\u{200f}'
            | '\u{202a}'..='\u{202e}'
            | '\u{2061}'..='\u{206f}'
            | '\u{fe00}'..='\u{fe0f}'
            | '\u{fff0}'..='\u{fffb}'
            | '\u{1bca0}'..='\u{1bca3}'
            | '\u{1d173}'..='\u{1d17a}'
            | '\u{e0000}'..='\u{e0fff}')
}

/// Whether it is a space, of whatever width and whether or not Unicode calls it one.
fn is_blank(c: char) -> bool {
    c.is_whitespace()
        || matches!(
            c,
            '\u{ad}'
                | '\u{115f}'
                | '\u{1160}'
                | '\u{180e}'
                | '\u{200b}'
                | '\u{2060}'
                | '\u{2800}'
                | '\u{3164}'
                | '\u{feff}'
                | '\u{ffa0}'
        )
}

/// Whether it ends a line or is a control.
pub(super) fn is_control(c: char) -> bool {
    c.is_control() || matches!(c, '\u{2028}' | '\u{2029}')
}

/// Whether it overrides, embeds or isolates the direction of what follows, also of what stands after the name.
pub(super) fn turns(c: char) -> bool {
    matches!(c, '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
}

/// Without blanks at its ends. Joiners and variants at an end belong to the last letter and stay.
pub(super) fn trim(text: &str) -> &str {
    text.trim_matches(is_blank)
}
