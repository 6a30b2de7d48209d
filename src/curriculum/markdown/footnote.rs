//! Footnotes: numbered through the public parts of a page, written at the end of the fragment
//! that refers to them.

use std::fmt::Write as _;

use super::render::Writer;
use super::{Node, Visibility};
use crate::language::Language;

impl<'a> Writer<'_, 'a> {
    /// The number of a footnote on this page (or in this secret fragment).
    fn number(&mut self, name: &str) -> usize {
        let numbers = match self.visibility {
            Visibility::Public => &mut self.page.numbers,
            Visibility::Secret => &mut self.own,
        };
        match numbers.iter().position(|known| known == name) {
            Some(index) => index + 1,
            None => {
                numbers.push(name.to_owned());
                numbers.len()
            }
        }
    }

    pub(super) fn footnote_reference(&mut self, name: &str) {
        let number = self.number(name);
        let count = match self.used.iter_mut().find(|(known, _)| known == name) {
            Some((_, count)) => {
                *count += 1;
                *count
            }
            None => {
                self.used.push((name.to_owned(), 1));
                1
            }
        };
        let prefix = self.prefix;
        let again = if count > 1 { format!("-{count}") } else { String::new() };
        let _ = write!(
            self.out,
            "<sup class=\"fnref\"><a id=\"fnref-{prefix}-{number}{again}\" href=\"#fn-{prefix}-{number}\" role=\"doc-noteref\">{number}</a></sup>"
        );
    }

    /// Appends the footnotes that were referred to.
    pub(super) fn footnotes(&mut self) {
        if self.used.is_empty() {
            return;
        }
        self.out.push_str("<div class=\"footnotes\">\n<ol>\n");
        let back = match self.page.language {
            Language::Chinese => "回到正文",
            Language::English => "Back to the text",
        };
        // A footnote may refer to another one, which then joins the list.
        let mut index = 0;
        while let Some((name, _)) = self.used.get(index).cloned() {
            index += 1;
            let number = self.number(&name);
            let prefix = self.prefix;
            let _ = write!(self.out, "<li id=\"fn-{prefix}-{number}\" value=\"{number}\">");
            if let Some(definition) = self.page.footnotes.get(&name).copied() {
                let children: Vec<Node<'a>> = definition.children().collect();
                self.contents(&children);
            }
            let _ = writeln!(
                self.out,
                " <a href=\"#fnref-{prefix}-{number}\" role=\"doc-backlink\" aria-label=\"{back} {number}\">↩</a></li>"
            );
        }
        self.out.push_str("</ol>\n</div>\n");
    }
}
