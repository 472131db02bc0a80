//! Readable text of narrative blocks: C-CDA's and XHTML's paragraphs, lists and tables as lines.

use super::xml::{Child, Node};

/// Writes a block as lines; all of it counts as read.
pub(super) fn readable(node: &Node) -> String {
    let mut out = String::new();
    write(node, 0, &mut out);
    let lines: Vec<&str> = out.lines().map(str::trim_end).collect();
    let mut kept = String::new();
    let mut blank = true;
    for line in lines {
        if line.is_empty() && blank {
            continue;
        }
        blank = line.is_empty();
        kept.push_str(line);
        kept.push('\n');
    }
    kept.truncate(kept.trim_end().len());
    kept
}

fn write(node: &Node, depth: usize, out: &mut String) {
    node.read.set(true);
    for child in &node.children {
        match child {
            Child::Text(text) => words(text, out),
            Child::Element(element) => match element.name.as_str() {
                "br" => {
                    element.read.set(true);
                    out.push('\n');
                }
                "tr" => row(element, out),
                "item" | "li" => {
                    line(out);
                    out.push_str(&"  ".repeat(depth));
                    out.push_str("- ");
                    write(element, depth + 1, out);
                    line(out);
                }
                "paragraph" | "p" | "div" | "caption" | "table" | "list" | "ul" | "ol" | "h1"
                | "h2" | "h3" | "h4" | "pre" => {
                    line(out);
                    write(element, depth, out);
                    line(out);
                }
                "renderMultiMedia" | "img" => {
                    element.read.set(true);
                    let name = element
                        .attribute("referencedObject")
                        .or_else(|| element.attribute("src"));
                    out.push_str(&format!("[picture {}]", name.unwrap_or_default()));
                    write(element, depth, out);
                }
                _ => write(element, depth, out),
            },
        }
    }
}

fn row(node: &Node, out: &mut String) {
    node.read.set(true);
    line(out);
    for (number, cell) in node.elements().enumerate() {
        if number > 0 {
            out.push_str(" | ");
        }
        let mut inner = String::new();
        write(cell, 0, &mut inner);
        // A cell stays in its row; what were lines within it is parted by semicolons.
        let lines: Vec<&str> = inner
            .lines()
            .map(str::trim)
            .filter(|line| !line.is_empty())
            .collect();
        out.push_str(&lines.join("; "));
    }
    line(out);
}

/// Adds words with blanks made one.
fn words(text: &str, out: &mut String) {
    let apart =
        text.starts_with(char::is_whitespace) && !out.is_empty() && !out.ends_with(['\n', ' ']);
    let mut words = text.split_whitespace().peekable();
    if apart {
        out.push(' ');
    }
    let any = words.peek().is_some();
    while let Some(word) = words.next() {
        out.push_str(word);
        if words.peek().is_some() {
            out.push(' ');
        }
    }
    if any && text.ends_with(char::is_whitespace) {
        out.push(' ');
    }
}

fn line(out: &mut String) {
    out.truncate(out.trim_end_matches(' ').len());
    if !out.is_empty() && !out.ends_with('\n') {
        out.push('\n');
    }
}
