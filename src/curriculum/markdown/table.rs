//! Tables: alignment by class, header cells with a scope.

use comrak::nodes::{NodeValue, TableAlignment};

use super::Node;
use super::highlight::push_escaped;
use super::render::Writer;

impl<'a> Writer<'_, 'a> {
    /// A wide table scrolls sideways in its frame, so the keyboard must reach it.
    pub(super) fn table(&mut self, node: Node<'a>, alignments: &[TableAlignment]) {
        self.out.push_str("<div class=\"table\" tabindex=\"0\"><table>\n");
        let mut in_body = false;
        for row in node.children() {
            let header = matches!(row.data().value, NodeValue::TableRow(true));
            if header {
                self.out.push_str("<thead>\n");
            } else if !in_body {
                self.out.push_str("<tbody>\n");
                in_body = true;
            }
            self.row(row, alignments, header);
            if header {
                self.out.push_str("</thead>\n");
            }
        }
        if in_body {
            self.out.push_str("</tbody>\n");
        }
        self.out.push_str("</table></div>\n");
    }

    fn row(&mut self, row: Node<'a>, alignments: &[TableAlignment], header: bool) {
        self.out.push_str("<tr>");
        for (index, cell) in row.children().enumerate() {
            // An empty header cell heads nothing.
            let tag = if header && cell.first_child().is_some() { "th" } else { "td" };
            self.out.push('<');
            self.out.push_str(tag);
            if tag == "th" {
                self.out.push_str(" scope=\"col\"");
            }
            self.out.push_str(match alignments.get(index) {
                Some(TableAlignment::Left) => " class=\"align-left\"",
                Some(TableAlignment::Center) => " class=\"align-center\"",
                Some(TableAlignment::Right) => " class=\"align-right\"",
                _ => "",
            });
            self.out.push('>');
            match formulas(cell).filter(|_| tag == "th") {
                // Not every reader of pages takes MathML for text, and a header must have some.
                Some(tex) => {
                    self.out.push_str("<span class=\"vh\">");
                    push_escaped(&mut self.out, &tex);
                    self.out.push_str("</span><span aria-hidden=\"true\">");
                    self.inlines(cell);
                    self.out.push_str("</span>");
                }
                None => self.inlines(cell),
            }
            self.out.push_str("</");
            self.out.push_str(tag);
            self.out.push('>');
        }
        self.out.push_str("</tr>\n");
    }
}

/// The TeX of a cell that holds formulas alone.
fn formulas(cell: Node<'_>) -> Option<String> {
    let mut tex = String::new();
    for child in cell.children() {
        match &child.data().value {
            NodeValue::Math(math) => tex.push_str(math.literal.trim()),
            NodeValue::Text(text) if text.trim().is_empty() => tex.push(' '),
            _ => return None,
        }
    }
    let tex = tex.trim();
    (!tex.is_empty()).then(|| tex.to_owned())
}
