//! What a lesson's source calls a thing.

/// The name bound by a `let` in this line of `source` (from 1): `left` in
/// `let left = …`, `tx, rx` in `let (tx, mut rx) = …`. `None` where there is none.
#[must_use]
pub fn name_in_line(source: &str, line: u32) -> Option<String> {
    let text = source.lines().nth((line as usize).checked_sub(1)?)?.trim();
    let bound = text.strip_prefix("let ")?.split(['=', ':']).next()?;
    let names = bound.split(|letter: char| !letter.is_alphanumeric() && letter != '_');
    let names: Vec<&str> = names
        .filter(|name| !name.is_empty() && *name != "mut")
        .collect();
    if names.is_empty() {
        None
    } else {
        Some(names.join(", "))
    }
}

#[cfg(test)]
mod tests {
    use super::name_in_line;

    #[test]
    fn names_are_those_of_the_let() {
        let source = "fn main() {\n    let left = Mutex::new(());\n    let (tx, mut rx) = channel(1);\n    let n: u32 = 1;\n    drop(left);\n}";
        assert_eq!(name_in_line(source, 2).as_deref(), Some("left"));
        assert_eq!(name_in_line(source, 3).as_deref(), Some("tx, rx"));
        assert_eq!(name_in_line(source, 4).as_deref(), Some("n"));
        assert_eq!(name_in_line(source, 5), None);
        assert_eq!(name_in_line(source, 0), None);
        assert_eq!(name_in_line(source, 99), None);
    }
}
