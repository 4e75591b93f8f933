//! Reads Rust by its tokens: enough to tell which of the crate's modules a
//! file names. Comments, strings and doc comments say nothing.

/// A name or a mark, and the line it stands in (from 1).
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Token {
    pub(crate) text: String,
    pub(crate) line: usize,
}

/// The tokens of a source, without comments and literals.
pub(crate) fn tokens(source: &str) -> Vec<Token> {
    let text: Vec<char> = source.chars().collect();
    let (mut tokens, mut at, mut line) = (Vec::new(), 0, 1);
    while at < text.len() {
        let end = match text[at] {
            '/' if text.get(at + 1) == Some(&'/') => line_end(&text, at),
            '/' if text.get(at + 1) == Some(&'*') => comment_end(&text, at),
            '"' => string_end(&text, at + 1),
            '\'' => quote_end(&text, at),
            letter if is_name(letter) => {
                let end = at + text[at..].iter().take_while(|c| is_name(**c)).count();
                match raw_string_end(&text, at, end) {
                    Some(end) => end,
                    None => {
                        let text = text[at..end].iter().collect();
                        tokens.push(Token { text, line });
                        end
                    }
                }
            }
            ':' if text.get(at + 1) == Some(&':') => {
                tokens.push(Token {
                    text: "::".into(),
                    line,
                });
                at + 2
            }
            letter => {
                if !letter.is_whitespace() {
                    tokens.push(Token {
                        text: letter.into(),
                        line,
                    });
                }
                at + 1
            }
        };
        line += text[at..end].iter().filter(|c| **c == '\n').count();
        at = end;
    }
    tokens
}

fn is_name(letter: char) -> bool {
    letter.is_alphanumeric() || letter == '_'
}

fn line_end(text: &[char], at: usize) -> usize {
    at + text[at..].iter().take_while(|c| **c != '\n').count()
}

/// Behind a block comment, which may hold others.
fn comment_end(text: &[char], at: usize) -> usize {
    let (mut depth, mut at) = (0, at);
    while at < text.len() {
        match (text[at], text.get(at + 1)) {
            ('/', Some('*')) => (depth, at) = (depth + 1, at + 2),
            ('*', Some('/')) => (depth, at) = (depth - 1, at + 2),
            _ => at += 1,
        }
        if depth == 0 {
            break;
        }
    }
    at
}

/// Behind the string whose content begins at `at`.
fn string_end(text: &[char], mut at: usize) -> usize {
    while at < text.len() {
        match text[at] {
            '\\' => at += 2,
            '"' => return at + 1,
            _ => at += 1,
        }
    }
    text.len()
}

/// Behind the raw or prefixed string that begins with the name from `at` to
/// `end`, if it is one: `r"…"`, `r#"…"#`, `b"…"`, `br#"…"#`, `c"…"`.
fn raw_string_end(text: &[char], at: usize, end: usize) -> Option<usize> {
    let prefix: String = text[at..end].iter().collect();
    if !matches!(prefix.as_str(), "r" | "b" | "br" | "c" | "cr") {
        return None;
    }
    let hashes = text[end..].iter().take_while(|c| **c == '#').count();
    if text.get(end + hashes) != Some(&'"') {
        return None;
    }
    if !prefix.contains('r') {
        return Some(string_end(text, end + 1));
    }
    let mut close = vec!['"'];
    close.extend(std::iter::repeat_n('#', hashes));
    let from = end + hashes + 1;
    let length = text[from..]
        .windows(close.len())
        .position(|window| window == close)?;
    Some(from + length + close.len())
}

/// Behind a character literal, or behind the quote of a lifetime.
fn quote_end(text: &[char], at: usize) -> usize {
    match (text.get(at + 1), text.get(at + 2)) {
        (Some('\\'), _) => {
            let rest = &text[at + 3..];
            at + 3 + rest.iter().take_while(|c| **c != '\'').count() + 1
        }
        (Some(_), Some('\'')) => at + 3,
        _ => at + 1,
    }
}

/// A path from the crate's root that a file names: its segments, without
/// `crate`, and its line. One segment may be `*`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Named {
    pub(crate) path: Vec<String>,
    pub(crate) line: usize,
}

/// Every path of the crate that a file names by `crate::`, `$crate::` or
/// `super::`. `module` is the file's own, from the root.
pub(crate) fn named(module: &[&str], tokens: &[Token]) -> Vec<Named> {
    let mut named = Vec::new();
    // The modules written within the file: the depth of braces they began at.
    let (mut within, mut depth) = (Vec::<(String, usize)>::new(), 0_usize);
    let text = |at: usize| tokens.get(at).map_or("", |token| token.text.as_str());
    let mut at = 0;
    while at < tokens.len() {
        match text(at) {
            "mod" if text(at + 2) == "{" => {
                within.push((text(at + 1).to_owned(), depth));
                at += 2;
                continue;
            }
            "{" => depth += 1,
            "}" => {
                depth = depth.saturating_sub(1);
                within.pop_if(|(_, began)| *began == depth);
            }
            start @ ("crate" | "super") if at == 0 || text(at - 1) != "::" => {
                let here = module.iter().copied();
                let here = here.chain(within.iter().map(|(name, _)| name.as_str()));
                let mut path: Vec<String> = match start {
                    "crate" => Vec::new(),
                    _ => here.map(str::to_owned).collect(),
                };
                if start == "super" {
                    path.pop();
                }
                let visibility = at > 0 && text(at - 1) == "(" && text(at + 1) == ")";
                if !visibility {
                    at = tree(tokens, at + 1, path, &mut named);
                    continue;
                }
            }
            _ => {}
        }
        at += 1;
    }
    named
}

/// Follows a path, or a `use` tree, from behind its first segment; where it ends.
fn tree(tokens: &[Token], mut at: usize, mut path: Vec<String>, named: &mut Vec<Named>) -> usize {
    let line = tokens[at - 1].line;
    let text = |at: usize| tokens.get(at).map_or("", |token| token.text.as_str());
    while text(at) == "::" {
        match text(at + 1) {
            "{" => {
                at += 2;
                while at < tokens.len() && text(at) != "}" {
                    let mut path = path.clone();
                    match text(at) {
                        "self" => {}
                        "super" => drop(path.pop()),
                        name => path.push(name.to_owned()),
                    }
                    at = tree(tokens, at + 1, path, named);
                    // `as name`, and the comma.
                    while !matches!(text(at), "," | "}" | "") {
                        at += 1;
                    }
                    at += usize::from(text(at) == ",");
                }
                return at + 1;
            }
            "super" => {
                path.pop();
            }
            "<" => break,
            name => path.push(name.to_owned()),
        }
        at += 2;
    }
    named.push(Named { path, line });
    at
}

#[cfg(test)]
mod tests {
    use super::*;

    fn paths(module: &str, source: &str) -> Vec<String> {
        let module: Vec<&str> = module.split("::").collect();
        let named = named(&module, &tokens(source));
        named.iter().map(|named| named.path.join("::")).collect()
    }

    #[test]
    fn names_in_comments_and_literals_say_nothing() {
        let source = r##"
            // crate::web
            //! crate::web
            /* crate::web /* nested */ crate::web */
            let a = "crate::web \" crate::web";
            let b = r#"crate::web " crate::web"#;
            let c = b"crate::web";
            let d = '"'; let e = '\''; let f: &'static str = x;
            let g = "\\"; crate::time::now();
        "##;
        assert_eq!(paths("run", source), ["time::now"]);
    }

    #[test]
    fn groups_globs_and_renames_are_followed() {
        let source = "
            use crate::{log, sync::{self, mpsc::{Sender as S, Receiver}}, time as clock};
            pub use crate::trace::*;
            use crate as root;
            macro_rules! m { () => { $crate::task::spawn() } }
            pub(crate) fn f() -> crate::run::Run { crate::executor::<u8>::go() }
            pub(in crate::run) struct X;
        ";
        let expected = [
            "log",
            "sync",
            "sync::mpsc::Sender",
            "sync::mpsc::Receiver",
            "time",
            "trace::*",
            "",
            "task::spawn",
            "run::Run",
            "executor",
            "run",
        ];
        assert_eq!(paths("run", source), expected);
    }

    #[test]
    fn ways_up_are_resolved_from_where_they_stand() {
        let source = "
            use super::b;
            use super::super::web::x;
            use super::{super::trace, c};
            mod inner {
                use super::d;
                use super::super::super::sync;
                fn f() { super::e() }
            }
            use super::f;
        ";
        let expected = [
            "a::b",
            "web::x",
            "trace",
            "a::c",
            "a::here::d",
            "sync",
            "a::here::e",
            "a::f",
        ];
        assert_eq!(paths("a::here", source), expected);
    }

    #[test]
    fn lines_are_counted_through_comments_and_strings() {
        let source = "/* 1\n2 */\n\"3\n4\";\ncrate::task";
        assert_eq!(named(&["run"], &tokens(source))[0].line, 5);
    }
}
