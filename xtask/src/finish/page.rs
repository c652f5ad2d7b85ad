//! The page must agree with its files: a wrong digest is an app that does not start.

use super::{hash, read_text, write};
use crate::Outcome;
use crate::app::App;
use std::fs;
use std::path::Path;

/// Compares every `integrity` of the page with the file it speaks of, then drops those that browsers ignore with a
/// warning (<https://crbug.com/981419>): of preloads for `fetch`.
pub(super) fn check_integrity(app: App, folder: &Path) -> Outcome {
    let page = folder.join("index.html");
    let html = read_text(&page)?;
    compare(app, folder, &html)?;
    write(&page, without_ignored(&html).as_bytes())
}

fn without_ignored(html: &str) -> String {
    let mut text = html.to_owned();
    for tag in html
        .split('<')
        .filter(|tag| attribute(tag, "as") == Some("fetch"))
    {
        let Some(digest) = attribute(tag, "integrity") else {
            continue;
        };
        text = text.replace(tag, &tag.replace(&format!(" integrity=\"{digest}\""), ""));
    }
    text
}

fn compare(app: App, folder: &Path, html: &str) -> Outcome {
    for tag in html.split('<') {
        let (Some(href), Some(expected)) = (file_of(tag), attribute(tag, "integrity")) else {
            continue;
        };
        let file = href.strip_prefix(app.address()).unwrap_or(href);
        let content = fs::read(folder.join(file))
            .map_err(|why| format!("index.html names {href}, which cannot be read: {why}"))?;
        if hash::integrity(&content) != expected {
            return Err(format!(
                "the integrity of {href} in index.html is not that of the file"
            ));
        }
    }
    Ok(())
}

fn file_of(tag: &str) -> Option<&str> {
    attribute(tag, "href")
        .or_else(|| attribute(tag, "src"))
        .filter(|href| href.starts_with('/'))
}

/// The value of a quoted attribute.
pub(super) fn attribute<'a>(tag: &'a str, name: &str) -> Option<&'a str> {
    let tag = tag.split('>').next().unwrap_or_default();
    let start = tag.find(&format!(" {name}=\""))? + name.len() + 3;
    tag.get(start..)?.split('"').next()
}

#[cfg(test)]
mod tests {
    use super::{attribute, without_ignored};

    #[test]
    fn only_ignored_digests_are_dropped() {
        let html = r#"<link href="/a.js" integrity="sha384-x"><link href="/a.wasm" integrity="sha384-y" as="fetch">"#;
        let left = r#"<link href="/a.js" integrity="sha384-x"><link href="/a.wasm" as="fetch">"#;
        assert_eq!(without_ignored(html), left);
    }

    #[test]
    fn attributes_are_read_from_a_tag() {
        let tag = r#"link rel="modulepreload" href="/a-1.js" integrity="sha384-x">text href="no""#;
        assert_eq!(attribute(tag, "href"), Some("/a-1.js"));
        assert_eq!(attribute(tag, "integrity"), Some("sha384-x"));
        assert_eq!(attribute(tag, "src"), None);
    }
}
