//! `cargo xtask size`: how large everything is that a page and an embed load, and whether that is
//! within what we allow ourselves. `www/test/size` finds and weighs the files; the budgets are here.

use std::path::PathBuf;

use anyhow::{Context, Result, bail};
use serde_json::Value;

use crate::plan::Plan;
use crate::process::Cmd;
use crate::{build, paths};

/// What is compared with a budget: everything of some kinds that one page loads.
struct Budget {
    /// What it is, in the sentence that says it is too large.
    what: &'static str,
    /// The page it is about.
    page: &'static str,
    kinds: &'static [&'static str],
    /// Bytes, compressed by Brotli.
    most: u64,
    /// Where we want to get to, if that is less: said, and not yet held.
    goal: u64,
}

const BUDGETS: &[Budget] = &[
    Budget {
        what: "the core",
        page: "page",
        kinds: &["wasm"],
        // Lowered with every step towards the goal, so that none is lost again.
        most: 91_500,
        goal: 60_000,
    },
    Budget {
        what: "the page's JavaScript and CSS",
        page: "page",
        kinds: &["js", "css"],
        most: 60_000,
        goal: 60_000,
    },
];

/// One page in one language, and what it loads.
struct Page {
    name: String,
    lang: String,
    files: Vec<File>,
}

struct File {
    path: String,
    kind: String,
    raw: u64,
    gzip: u64,
    brotli: u64,
}

pub(crate) fn run(arguments: &[&str]) -> Result<()> {
    let site = match arguments {
        [] => {
            let mut plan = Plan::new();
            build::plan(&mut plan)?;
            plan.run()?;
            paths::root().join("dist")
        }
        ["--site", folder] => PathBuf::from(folder),
        [other, ..] => bail!("`size` takes `--site <folder of a built site>`, not `{other}`"),
    };
    let held = check(&site)?;
    println!("{held} budgets are kept.");
    Ok(())
}

/// Prints the sizes in a built site; an error unless all budgets are kept. Gives how many there are.
pub(crate) fn check(site: &PathBuf) -> Result<u64> {
    let weighed = Cmd::new("node")
        .arg(paths::root().join("www/test/size/weigh.js"))
        .arg(site)
        .quiet()?;
    if let Some(failure) = weighed.failure {
        bail!("{failure}: is there a built site in {}?", site.display());
    }
    let pages = read(&weighed.text).context("what was weighed is of another form")?;
    for page in &pages {
        println!("{}", table(page));
    }
    let excesses = excesses(&pages, BUDGETS);
    if !excesses.is_empty() {
        bail!("{}", excesses.join("\n"));
    }
    for budget in BUDGETS.iter().filter(|budget| budget.goal < budget.most) {
        println!(
            "{}: at most {} bytes of brotli are allowed; the goal of {} is not reached yet.",
            budget.what, budget.most, budget.goal
        );
    }
    Ok(BUDGETS.len() as u64)
}

fn read(text: &str) -> Option<Vec<Page>> {
    let pages: Value = serde_json::from_str(text).ok()?;
    let text = |value: &Value| value.as_str().map(str::to_owned);
    let file = |file: &Value| {
        Some(File {
            path: text(&file["path"])?,
            kind: text(&file["kind"])?,
            raw: file["raw"].as_u64()?,
            gzip: file["gzip"].as_u64()?,
            brotli: file["brotli"].as_u64()?,
        })
    };
    let page = |page: &Value| {
        Some(Page {
            name: text(&page["page"])?,
            lang: text(&page["lang"])?,
            files: page["files"]
                .as_array()?
                .iter()
                .map(file)
                .collect::<Option<_>>()?,
        })
    };
    pages.as_array()?.iter().map(page).collect()
}

/// What a page loads: each file, then all of each kind, then everything.
fn table(page: &Page) -> String {
    let mut text = format!(
        "{:<46} {:>9} {:>9} {:>9}\n",
        format!("{} ({})", page.name, page.lang),
        "brotli",
        "gzip",
        "raw"
    );
    let mut line = |name: &str, files: &[&File]| {
        let sum = |size: fn(&File) -> u64| files.iter().map(|file| size(file)).sum::<u64>();
        text += &format!(
            "  {name:<44} {:>9} {:>9} {:>9}\n",
            sum(|file| file.brotli),
            sum(|file| file.gzip),
            sum(|file| file.raw)
        );
    };
    let all: Vec<&File> = page.files.iter().collect();
    for file in &all {
        line(&file.path, &[file]);
    }
    for (name, kinds) in [
        ("JavaScript and CSS", &["js", "css"][..]),
        ("wasm", &["wasm"]),
    ] {
        line(&format!("= {name}"), &of_kinds(page, kinds));
    }
    line("= everything", &all);
    text
}

fn of_kinds<'a>(page: &'a Page, kinds: &[&str]) -> Vec<&'a File> {
    let files = page.files.iter();
    files.filter(|file| kinds.contains(&&*file.kind)).collect()
}

/// A sentence for each budget that is not kept, or about nothing.
fn excesses(pages: &[Page], budgets: &[Budget]) -> Vec<String> {
    let mut excesses = Vec::new();
    for budget in budgets {
        let Budget { what, most, .. } = budget;
        let about = pages.iter().filter(|page| page.name == budget.page);
        // In every language, the heaviest counts.
        let heaviest = about
            .map(|page| (page, of_kinds(page, budget.kinds)))
            .max_by_key(|(_, files)| files.iter().map(|file| file.brotli).sum::<u64>());
        let Some((page, mut files)) = heaviest.filter(|(_, files)| !files.is_empty()) else {
            excesses.push(format!("{what}: the site has none"));
            continue;
        };
        let size: u64 = files.iter().map(|file| file.brotli).sum();
        if size <= *most {
            continue;
        }
        files.sort_by_key(|file| std::cmp::Reverse(file.brotli));
        let files: Vec<String> = files
            .iter()
            .map(|file| format!("{} {}", file.path, file.brotli))
            .collect();
        excesses.push(format!(
            "{what} ({}) takes {size} bytes of brotli, and may take {most}: {} too many. It is {}",
            page.lang,
            size - most,
            files.join(", ")
        ));
    }
    excesses
}

#[cfg(test)]
mod tests {
    use super::{BUDGETS, File, Page, excesses, read, table};

    fn page(lang: &str, files: &[(&str, &str, u64)]) -> Page {
        let file = |&(path, kind, brotli): &(&str, &str, u64)| File {
            path: path.into(),
            kind: kind.into(),
            raw: brotli * 4,
            gzip: brotli + 10,
            brotli,
        };
        Page {
            name: "page".into(),
            lang: lang.into(),
            files: files.iter().map(file).collect(),
        }
    }

    #[test]
    fn what_is_within_the_budgets_is_not_spoken_of() {
        let pages = [page(
            "en",
            &[
                ("a.wasm", "wasm", 60_000),
                ("a.js", "js", 59_000),
                ("a.css", "css", 1_000),
            ],
        )];
        assert_eq!(excesses(&pages, BUDGETS), Vec::<String>::new());
    }

    #[test]
    fn a_planted_excess_is_named_with_its_files_its_size_and_its_budget() {
        let pages = [page(
            "en",
            &[
                ("a.wasm", "wasm", 91_501),
                ("a.js", "js", 59_999),
                ("a.css", "css", 1_000),
            ],
        )];
        let [core, page] = &excesses(&pages, BUDGETS)[..] else {
            panic!("both are too large");
        };
        assert_eq!(
            core,
            "the core (en) takes 91501 bytes of brotli, and may take 91500: 1 too many. \
             It is a.wasm 91501"
        );
        assert_eq!(
            page,
            "the page's JavaScript and CSS (en) takes 60999 bytes of brotli, and may take 60000: \
             999 too many. It is a.js 59999, a.css 1000"
        );
    }

    #[test]
    fn the_heaviest_language_counts() {
        let core = ("a.wasm", "wasm", 1);
        let pages = [
            page("en", &[core, ("en.js", "js", 60_000)]),
            page("zh-CN", &[core, ("zh.js", "js", 60_001)]),
        ];
        let [excess] = &excesses(&pages, BUDGETS)[..] else {
            panic!("one is too large");
        };
        assert!(excess.contains("(zh-CN)"), "{excess}");
    }

    #[test]
    fn a_site_without_what_is_budgeted_does_not_pass() {
        let pages = [page("en", &[("a.js", "js", 1)])];
        assert_eq!(excesses(&pages, BUDGETS), ["the core: the site has none"]);
    }

    #[test]
    fn sizes_are_read_and_summed_up() {
        let pages = read(
            r#"[{"page": "page", "lang": "en", "files": [
                {"path": "a.js", "kind": "js", "raw": 30, "gzip": 20, "brotli": 10},
                {"path": "a.wasm", "kind": "wasm", "raw": 3, "gzip": 2, "brotli": 1}]}]"#,
        )
        .unwrap();
        let table = table(&pages[0]);
        let last: Vec<&str> = table.lines().last().unwrap().split_whitespace().collect();
        assert_eq!(last, ["=", "everything", "11", "22", "33"]);
        assert!(read("[{}]").is_none());
    }
}
