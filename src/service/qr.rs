//! A link as a QR code, for the phone that is to open it.

use qrcode::render::{svg, unicode::Dense1x2};
use qrcode::{EcLevel, QrCode};

/// The QR code of `url` as an SVG element without scripts or styles, black on white in every
/// theme so that any camera reads it. Empty if the address is too long for a QR code.
pub fn svg(url: &str) -> String {
    let Ok(code) = QrCode::with_error_correction_level(url, EcLevel::M) else { return String::new() };
    let drawing = code.render::<svg::Color<'_>>().min_dimensions(240, 240).build();
    // In a page the element stands alone, without the declaration of an XML file.
    drawing.find("<svg").map_or(drawing.as_str(), |start| &drawing[start..]).to_owned()
}

/// The QR code of `url` in half blocks, two rows a line; whoever prints it sets black on white.
pub fn text(url: &str) -> String {
    let Ok(code) = QrCode::with_error_correction_level(url, EcLevel::L) else { return String::new() };
    code.render::<Dense1x2>().dark_color(Dense1x2::Dark).light_color(Dense1x2::Light).build()
}

#[cfg(test)]
mod tests {
    use super::*;

    const URL: &str = "https://learn.example.edu.cn/invitation/AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA";

    #[test]
    fn the_drawing_passes_a_strict_content_policy() {
        let drawing = svg(URL);
        assert!(drawing.starts_with("<svg") && drawing.trim_end().ends_with("</svg>"), "{drawing}");
        assert!(!drawing.contains("style") && !drawing.contains("<script"));
        assert!(!svg(&"a".repeat(4000)).contains("<svg"));
    }

    #[test]
    fn the_text_form_is_a_rectangle() {
        let text = text(URL);
        let widths: Vec<usize> = text.lines().map(|line| line.chars().count()).collect();
        assert!(widths.len() > 15 && widths.iter().all(|width| *width == widths[0]), "{widths:?}");
    }
}
