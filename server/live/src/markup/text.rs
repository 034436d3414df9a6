//! Character references, as a browser reads them; what it would read in another way is refused.

/// The text that `raw` stands for.
///
/// # Errors
/// What is wrong with it.
pub(super) fn decode(raw: &str) -> Result<String, String> {
    let mut out = String::with_capacity(raw.len());
    let mut rest = raw;
    while let Some(amp) = rest.find('&') {
        out.push_str(&rest[..amp]);
        rest = &rest[amp + 1..];
        let Some(end) = rest.find(';') else {
            return Err("a bare `&`".to_owned());
        };
        let name = &rest[..end];
        let decoded = match name {
            "amp" => Some('&'),
            "lt" => Some('<'),
            "gt" => Some('>'),
            "quot" => Some('"'),
            "apos" => Some('\''),
            "nbsp" => Some('\u{a0}'),
            _ => numeric(name),
        };
        let Some(c) = decoded else {
            let name: String = name.chars().take(20).collect();
            return Err(format!("the entity `&{name};` is not known"));
        };
        out.push(c);
        rest = &rest[end + 1..];
    }
    out.push_str(rest);
    // The HTML parser replaces or drops NUL, depending on where it stands.
    Ok(out.replace('\0', "\u{fffd}"))
}

fn numeric(name: &str) -> Option<char> {
    let digits = name.strip_prefix('#')?;
    let code = match digits.strip_prefix(['x', 'X']) {
        Some(hex) if hex.bytes().all(|digit| digit.is_ascii_hexdigit()) => {
            u32::from_str_radix(hex, 16).ok()?
        }
        None if digits.bytes().all(|digit| digit.is_ascii_digit()) => digits.parse().ok()?,
        _ => return None,
    };
    // NUL is replaced, and these are read as Windows-1252.
    let other = code == 0 || (0x80..0xa0).contains(&code);
    char::from_u32(code).filter(|_| !other)
}
