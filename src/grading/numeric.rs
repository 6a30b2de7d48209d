//! `numeric`: a number within a tolerance, with its unit.

use unicode_normalization::UnicodeNormalization as _;

use super::{Grade, Note};
use crate::curriculum::{Exercise, NumericKey, Tolerance};

pub(super) fn grade(exercise: &Exercise, key: &NumericKey, given: &str) -> Grade {
    let wrong = |note: Note| Grade::graded(exercise, 0.0, vec![Note::Wrong, note]);
    let Some((number, unit)) = read(given) else { return wrong(Note::NotANumber) };
    let factor = match factor(key, &unit) {
        Ok(factor) => factor,
        Err(unknown) => return wrong(Note::UnknownUnit(unknown)),
    };
    let value = number * factor;
    if !value.is_finite() {
        return wrong(Note::NotANumber);
    }
    if is_close(key, value) {
        return Grade::graded(exercise, 1.0, vec![Note::Right]);
    }
    // A slip that has a name is worth naming; it never gains points.
    if key.answer != 0.0 && is_close(key, -value) {
        return wrong(Note::Sign);
    }
    let ratio = (value / key.answer).abs();
    if key.answer != 0.0 && ratio > 0.0 && ratio.is_finite() {
        let power = ratio.log10().round() as i32;
        if power != 0 && power.abs() <= 9 && is_close(key, value / 10f64.powi(power)) {
            return wrong(Note::PowerOfTen(power));
        }
    }
    Grade::graded(exercise, 0.0, vec![Note::Wrong])
}

/// Whether `value` is within the tolerance. A hair (1e-9 of the sizes involved) is forgiven, so
/// that a bound written in decimals is met by the decimal at the bound.
fn is_close(key: &NumericKey, value: f64) -> bool {
    let allowed = match key.tolerance {
        Tolerance::Absolute(allowed) => allowed,
        Tolerance::Relative(share) => share * key.answer.abs(),
    };
    let hair = 1e-9 * key.answer.abs().max(value.abs()).max(f64::MIN_POSITIVE);
    (value - key.answer).abs() <= allowed + hair
}

/// The factor from the written unit to the key's.
fn factor(key: &NumericKey, unit: &str) -> Result<f64, String> {
    if unit.is_empty() {
        return Ok(1.0);
    }
    let same = |other: &str| fold_unit(other) == unit;
    if let Some(main) = &key.unit
        && same(main)
    {
        return Ok(1.0);
    }
    if let Some((_, &factor)) = key.units.iter().find(|(name, _)| same(name)) {
        return Ok(factor);
    }
    // "25 %" is 0.25 wherever the key does not speak of percent itself.
    if unit == "%" && key.unit.is_none() {
        return Ok(0.01);
    }
    Err(unit.to_owned())
}

/// Units are compared after NFKC, without spaces; case matters (`ms`, `MS`), except that a
/// unit written in full-width letters is its half-width self.
fn fold_unit(unit: &str) -> String {
    unit.nfkc().filter(|c| !c.is_whitespace()).map(|c| if c == 'μ' { 'µ' } else { c }).collect::<String>()
}

/// Splits a written number from its unit: `１，２００ ms`, `1.2e3`, `−0.5`, `3/8`, `25%`.
/// Commas and spaces group thousands only where groups have three digits; `0,25` is read as
/// a quarter, as much of the world writes it. None if no number leads the text.
fn read(text: &str) -> Option<(f64, String)> {
    let text: String = text
        .nfkc()
        .map(|c| match c {
            '−' | '–' | '—' => '-',
            '，' => ',',
            '。' => '.',
            '×' => '*',
            other => other,
        })
        .collect();
    let text = text.trim().trim_start_matches(['=', '≈', '约', '~']).trim_start();
    let (numerator, rest) = leading_number(text)?;
    let rest = rest.trim_start();
    if let Some(after) = rest.strip_prefix('/')
        && after.trim_start().starts_with(|c: char| c.is_ascii_digit())
    {
        let (denominator, rest) = leading_number(after.trim_start())?;
        return Some((numerator / denominator, fold_unit(rest)));
    }
    Some((numerator, fold_unit(rest)))
}

fn leading_number(text: &str) -> Option<(f64, &str)> {
    let bytes = text.as_bytes();
    let mut end = usize::from(matches!(bytes.first(), Some(b'+' | b'-')));
    let whole_from = end;
    while end < bytes.len() && (bytes[end].is_ascii_digit() || groups_follow(bytes, whole_from, end)) {
        end += 1;
    }
    let mut digits: String = text[..end].chars().filter(|c| !matches!(c, ',' | ' ' | '_')).collect();
    let mut has_digits = digits.chars().any(|c| c.is_ascii_digit());
    if matches!(bytes.get(end), Some(b'.' | b','))
        && bytes.get(end + 1).is_some_and(u8::is_ascii_digit)
        && (bytes[end] == b'.' || has_digits)
    {
        digits.push('.');
        end += 1;
        while bytes.get(end).is_some_and(u8::is_ascii_digit) {
            digits.push(char::from(bytes[end]));
            end += 1;
        }
        has_digits = true;
    } else if bytes.get(end) == Some(&b'.') && has_digits {
        end += 1;
    }
    if !has_digits {
        return None;
    }
    // An exponent: `e3`, `E-3`, `*10^3`.
    for lead in ["e", "E", "*10^", "* 10^", "*10**"] {
        let Some(rest) = text[end..].strip_prefix(lead) else { continue };
        let sign = usize::from(rest.starts_with(['+', '-']));
        let count = rest[sign..].bytes().take_while(u8::is_ascii_digit).count();
        if count > 0 && count <= 3 {
            digits.push('e');
            digits.push_str(&rest[..sign + count]);
            end += lead.len() + sign + count;
            break;
        }
    }
    digits.parse::<f64>().ok().filter(|number| number.is_finite()).map(|number| (number, &text[end..]))
}

/// Whether a separator at `at` groups thousands: one to three digits before, then three digits
/// and no fourth. A comma after a lone zero is a decimal comma.
fn groups_follow(bytes: &[u8], from: usize, at: usize) -> bool {
    if !matches!(bytes[at], b',' | b' ' | b'_') || at == from || &bytes[from..at] == b"0" {
        return false;
    }
    let before = bytes[from..at].iter().rev().take_while(|b| b.is_ascii_digit()).count();
    let after = bytes[at + 1..].iter().take_while(|b| b.is_ascii_digit()).count();
    (1..=3).contains(&before) && after == 3
}

#[cfg(test)]
mod tests {
    use super::*;

    fn number(text: &str) -> Option<f64> {
        read(text).map(|(number, _)| number)
    }

    #[test]
    fn numbers_are_read_as_people_write_them() {
        assert_eq!(number("0.25"), Some(0.25));
        assert_eq!(number("０．２５"), Some(0.25));
        assert_eq!(number(".5"), Some(0.5));
        assert_eq!(number("−3"), Some(-3.0));
        assert_eq!(number("1,200"), Some(1200.0));
        assert_eq!(number("1 200 000 次"), Some(1_200_000.0));
        assert_eq!(number("0,25"), Some(0.25));
        assert_eq!(number("1,2345"), Some(1.2345));
        assert_eq!(number("1.2e3"), Some(1200.0));
        assert_eq!(number("1.2×10^-3 s"), Some(0.0012));
        assert_eq!(number("3/8"), Some(0.375));
        assert_eq!(number("约 12 台"), Some(12.0));
        assert_eq!(number("twelve"), None);
        assert_eq!(number("-"), None);
        assert_eq!(number(""), None);
        assert_eq!(number("1e999"), None);
    }

    #[test]
    fn units_are_split_off() {
        assert_eq!(read("120 ms"), Some((120.0, "ms".into())));
        assert_eq!(read("25％"), Some((25.0, "%".into())));
        assert_eq!(read("3 req/s"), Some((3.0, "req/s".into())));
    }

    proptest::proptest! {
        #[test]
        fn any_text_is_read_or_refused(text in ".*") {
            let _ = read(&text);
        }

        #[test]
        fn a_printed_number_is_read_back(value in -1e12f64..1e12) {
            let text = format!("{value}");
            proptest::prop_assert_eq!(number(&text), Some(value));
        }
    }
}
