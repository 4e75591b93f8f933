//! Reads JavaScript for what it imports. Comments say nothing: types may be
//! named from anywhere.

/// What a module imports, and every other text it holds.
#[derive(Debug, Default, PartialEq, Eq)]
pub(crate) struct Texts {
    /// Where it imports from, and the line: `import`, `export … from`, `import()`.
    pub(crate) imports: Vec<(String, usize)>,
    /// Lines of `import()` of something that is not written out.
    pub(crate) unknown: Vec<usize>,
    /// All texts in quotes.
    pub(crate) texts: Vec<(String, usize)>,
}

#[derive(Clone, Debug, PartialEq, Eq)]
enum Token {
    Name(String),
    Text(String),
    Mark(char),
}

/// Reads a module.
pub(crate) fn texts(source: &str) -> Texts {
    let tokens = tokens(source);
    let mut found = Texts::default();
    let name = |at: usize, word: &str| matches!(tokens.get(at), Some((Token::Name(name), _)) if name == word);
    let mark = |at: usize, mark: char| matches!(tokens.get(at), Some((Token::Mark(other), _)) if *other == mark);
    for (at, (token, line)) in tokens.iter().enumerate() {
        match token {
            Token::Text(text) => {
                let before = at.wrapping_sub(1);
                let is_import = name(before, "from")
                    || name(before, "import")
                    || mark(before, '(') && name(at.wrapping_sub(2), "import");
                if is_import {
                    found.imports.push((text.clone(), *line));
                }
                found.texts.push((text.clone(), *line));
            }
            Token::Name(word) if word == "import" && mark(at + 1, '(') => {
                let literal = matches!(tokens.get(at + 2), Some((Token::Text(_), _)));
                if !(literal && (mark(at + 3, ')') || mark(at + 3, ','))) {
                    found.unknown.push(*line);
                }
            }
            _ => {}
        }
    }
    found
}

fn tokens(source: &str) -> Vec<(Token, usize)> {
    let text: Vec<char> = source.chars().collect();
    let mut tokens: Vec<(Token, usize)> = Vec::new();
    let (mut at, mut line) = (0, 1);
    while at < text.len() {
        let rest = &text[at..];
        let end = match (rest[0], rest.get(1)) {
            ('/', Some('/')) => at + rest.iter().take_while(|c| **c != '\n').count(),
            ('/', Some('*')) => {
                let end = rest[2..].windows(2).position(|pair| pair == ['*', '/']);
                end.map_or(text.len(), |length| at + 2 + length + 2)
            }
            ('/', _) if begins_regex(&tokens) => regex_end(&text, at),
            (quote @ ('"' | '\'' | '`'), _) => {
                let end = quoted_end(&text, at, quote);
                let content = text[at + 1..(end - 1).max(at + 1)].iter().collect();
                tokens.push((Token::Text(content), line));
                end
            }
            (letter, _) if is_name(letter) => {
                let length = rest.iter().take_while(|c| is_name(**c)).count();
                let name = rest[..length].iter().collect();
                tokens.push((Token::Name(name), line));
                at + length
            }
            (letter, _) => {
                if !letter.is_whitespace() {
                    tokens.push((Token::Mark(letter), line));
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
    letter.is_alphanumeric() || matches!(letter, '_' | '$')
}

/// Whether a slash here begins a regular expression: it does where no value ended.
fn begins_regex(tokens: &[(Token, usize)]) -> bool {
    match tokens.last() {
        Some((Token::Name(name), _)) => matches!(name.as_str(), "return" | "typeof" | "case"),
        Some((Token::Text(_), _)) => false,
        Some((Token::Mark(mark), _)) => !matches!(mark, ')' | ']' | '}'),
        None => true,
    }
}

fn regex_end(text: &[char], at: usize) -> usize {
    let (mut at, mut class) = (at + 1, false);
    while at < text.len() {
        match text[at] {
            '\\' => at += 1,
            '[' => class = true,
            ']' => class = false,
            '/' if !class => return at + 1,
            '\n' => return at,
            _ => {}
        }
        at += 1;
    }
    text.len()
}

/// Behind a text in quotes. What a template computes counts as its text.
fn quoted_end(text: &[char], at: usize, quote: char) -> usize {
    let mut at = at + 1;
    while at < text.len() {
        match text[at] {
            '\\' => at += 2,
            '$' if quote == '`' && text.get(at + 1) == Some(&'{') => {
                at = computed_end(text, at + 2)
            }
            letter if letter == quote => return at + 1,
            _ => at += 1,
        }
    }
    text.len()
}

/// Behind the brace that closes the part of a template that begins at `at`.
fn computed_end(text: &[char], mut at: usize) -> usize {
    let mut depth = 1;
    while at < text.len() {
        match text[at] {
            quote @ ('"' | '\'' | '`') => {
                at = quoted_end(text, at, quote);
                continue;
            }
            '{' => depth += 1,
            '}' => depth -= 1,
            _ => {}
        }
        at += 1;
        if depth == 0 {
            break;
        }
    }
    at
}

#[cfg(test)]
mod tests {
    use super::*;

    fn imports(source: &str) -> Vec<String> {
        let imports = texts(source).imports.into_iter();
        imports.map(|(from, _)| from).collect()
    }

    #[test]
    fn every_form_of_import_is_found() {
        let source = "
            import './a.js';
            import b from './b.js';
            import {
              c,
              d as e,
            } from \"./c.js\";
            import * as f from './f.js?url';
            export { g } from './g.js';
            export * from './h.js';
            const i = await import('./i.js');
            const j = import( /* later */ './j.js');
        ";
        let expected = [
            "./a.js",
            "./b.js",
            "./c.js",
            "./f.js?url",
            "./g.js",
            "./h.js",
            "./i.js",
            "./j.js",
        ];
        assert_eq!(imports(source), expected);
    }

    #[test]
    fn comments_texts_and_patterns_are_no_imports() {
        let source = "
            // import './a.js';
            /** @type {import('./b.js').B} */
            const text = \"import './c.js'\";
            const pattern = /['\"/*]/u; const half = 4 / 2; // './d.js'
            const page = `${ok ? `import './e.js'` : '}'} from './f.js'`;
            const meta = import.meta.url;
        ";
        assert_eq!(imports(source), [""; 0]);
        assert_eq!(texts(source).unknown, [0; 0]);
    }

    #[test]
    fn an_import_of_something_that_is_not_written_out_is_told() {
        assert_eq!(texts("\nimport(name)").unknown, [2]);
        assert_eq!(texts("import('./a' + name)").unknown, [1]);
        assert_eq!(texts("import('./a.js')").unknown, [0; 0]);
    }
}
