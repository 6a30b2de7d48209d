//! `text`: one of the accepted forms, whatever its width, case and spacing.

use unicode_normalization::UnicodeNormalization as _;

use super::{Grade, Note};
use crate::curriculum::Exercise;

pub(super) fn grade(exercise: &Exercise, accept: &[String], typos: u8, given: &str) -> Grade {
    let given = fold(given);
    if given.is_empty() {
        return Grade::graded(exercise, 0.0, vec![Note::Empty]);
    }
    let right = accept.iter().any(|form| {
        let form = fold(form);
        form == given || is_near(&form, &given, typos)
    });
    let verdict = if right { Note::Right } else { Note::Wrong };
    Grade::graded(exercise, f64::from(right), vec![verdict])
}

/// Folds what does not matter: width (NFKC), case, spaces (none beside Han characters, one
/// elsewhere), quotation marks and full stops around the whole, hyphens against spaces.
pub(super) fn fold(text: &str) -> String {
    let flat: String = text
        .nfkc()
        .flat_map(char::to_lowercase)
        .map(|c| match c {
            '‐' | '‑' | '‒' | '–' | '—' | '−' | '-' | '_' => ' ',
            '’' | '‘' => '\'',
            '“' | '”' => '"',
            c if c.is_whitespace() => ' ',
            c => c,
        })
        .filter(|c| !matches!(c, '\u{200b}'..='\u{200f}' | '\u{2060}' | '\u{feff}' | '\u{ad}'))
        .collect();
    let flat = flat.trim_matches(|c: char| {
        c == ' '
            || matches!(
                c,
                '"' | '\'' | '.' | ',' | ';' | ':' | '!' | '?' | '。' | '、' | '「' | '」' | '《' | '》'
            )
    });
    let mut folded = String::with_capacity(flat.len());
    let mut chars = flat.chars().peekable();
    while let Some(c) = chars.next() {
        if c != ' ' {
            folded.push(c);
            continue;
        }
        while chars.next_if_eq(&' ').is_some() {}
        let beside_han =
            folded.chars().next_back().is_some_and(is_han) || chars.peek().copied().is_some_and(is_han);
        if !beside_han {
            folded.push(' ');
        }
    }
    folded
}

fn is_han(c: char) -> bool {
    matches!(c, '\u{3400}'..='\u{4dbf}' | '\u{4e00}'..='\u{9fff}' | '\u{f900}'..='\u{faff}' | '\u{20000}'..='\u{323af}')
}

/// Whether `given` is at most `typos` edits away. Texts that are hardly longer than the
/// allowance would match anything, so four characters must stand for each forgiven edit; digits
/// are never forgiven, because another number is another answer.
fn is_near(form: &str, given: &str, typos: u8) -> bool {
    let typos = usize::from(typos);
    if typos == 0 || form.chars().count() < 4 * typos {
        return false;
    }
    let digits = |text: &str| text.chars().filter(|c| c.is_numeric()).collect::<String>();
    if digits(form) != digits(given) || form.len().abs_diff(given.len()) > 4 * typos {
        return false;
    }
    strsim::osa_distance(form, given) <= typos
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn width_case_and_spacing_do_not_matter() {
        assert_eq!(fold("  Ｏｖｅｒ－Fitting。"), "over fitting");
        assert_eq!(fold("over-fitting"), fold("Over  fitting"));
        assert_eq!(fold("L2 正则化"), fold("l2正则化"));
        assert_eq!(fold("“过拟合”"), "过拟合");
        assert_eq!(fold("k\u{200b}NN"), "knn");
    }

    #[test]
    fn typos_are_forgiven_only_in_long_words_and_never_in_numbers() {
        assert!(is_near("overfitting", "overfiting", 1));
        assert!(is_near("overfitting", "overfittign", 1));
        assert!(!is_near("overfitting", "overfit", 1));
        assert!(!is_near("f1", "f2", 1));
        assert!(!is_near("precision at 10", "precision at 20", 1));
    }

    proptest::proptest! {
        #[test]
        fn folding_is_idempotent(text in ".{0,40}") {
            let once = fold(&text);
            proptest::prop_assert_eq!(fold(&once), once);
        }
    }
}
