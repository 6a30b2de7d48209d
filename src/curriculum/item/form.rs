//! The answer sheet out of two bodies: public entries in an order that does not tell the key,
//! and the file's letters beside it.

use std::collections::{BTreeMap, BTreeSet};

use super::body::{Choice, Entry, Row, Sheet};
use crate::curriculum::notes::Notes;
use crate::curriculum::section::Item;
use crate::curriculum::{Form, Html, Letter, Position, codes};
use crate::language::Localised;

/// The sheet of both languages.
#[derive(Debug)]
pub(crate) struct Sheets {
    /// What everyone sees.
    pub(crate) form: Form,
    /// The file's letter of each entry of the form.
    pub(crate) letters: Vec<Letter>,
    /// What is said of each option.
    pub(crate) feedback: BTreeMap<Letter, Localised<Html>>,
    /// The key as the file shows it.
    pub(crate) shown: Shown,
    /// How many left rows a match has.
    pub(crate) left: usize,
}

/// The key that the public file shows.
#[derive(Debug)]
pub(crate) enum Shown {
    /// Ticked options, with the place of the first.
    Ticks(Vec<Letter>, Option<Position>),
    /// The order of the list.
    Order,
    /// The rows of the table, left row to right letter.
    Rows(BTreeMap<u32, Letter>),
}

/// The most entries that have letters.
const MAX: usize = 26;

/// Builds the sheet of `choice`, `multiple`, `order` and `match`; none where it is broken, which
/// has been reported. `en` is the translation's sheet where it is aligned.
pub(crate) fn build(item: &Item<'_>, zh: Sheet, en: Option<Sheet>, notes: Notes<'_>) -> Option<Sheets> {
    match (zh, en) {
        (Sheet::Options(zh), Some(Sheet::Options(en))) => options(item, zh, Some(en), notes),
        (Sheet::Options(zh), _) => options(item, zh, None, notes),
        (Sheet::Entries(zh), Some(Sheet::Entries(en))) => order(item, zh, Some(en), notes),
        (Sheet::Entries(zh), _) => order(item, zh, None, notes),
        (Sheet::Pairs(titles, zh), Some(Sheet::Pairs(en_titles, en))) => {
            matching(item, (titles, zh), Some((en_titles, en)), notes)
        }
        (Sheet::Pairs(titles, zh), _) => matching(item, (titles, zh), None, notes),
        (Sheet::None | Sheet::Broken, _) => None,
    }
}

fn enough(item: &Item<'_>, count: usize, notes: Notes<'_>) -> Option<()> {
    if (2..=MAX).contains(&count) {
        return Some(());
    }
    notes.add(
        codes::E0304,
        item.at,
        format!("2 to {MAX} entries are wanted, there are {count}"),
        format!("应有 2 到 {MAX} 个条目，现有 {count} 个"),
    );
    None
}

/// Reports entries that look the same.
fn distinct<'h>(entries: impl IntoIterator<Item = (&'h Html, Position)>, notes: Notes<'_>) -> Option<()> {
    let mut seen = BTreeSet::new();
    let mut all = Some(());
    for (html, at) in entries {
        if !seen.insert(html.0.as_str()) {
            notes.add(codes::E0305, at, "this entry stands twice", "这个条目出现了两次");
            all = None;
        }
    }
    all
}

fn letter(index: usize) -> Letter {
    Letter::new(index).expect("at most 26 entries have been let through")
}

fn options(item: &Item<'_>, zh: Vec<Choice>, en: Option<Vec<Choice>>, notes: Notes<'_>) -> Option<Sheets> {
    enough(item, zh.len(), notes)?;
    distinct(zh.iter().map(|option| (&option.html, option.at)), notes)?;
    let ticked: Vec<Letter> =
        zh.iter().enumerate().filter(|(_, option)| option.ticked).map(|(index, _)| letter(index)).collect();
    let first = zh.iter().find(|option| option.ticked).map(|option| option.at);
    let mut english = en.map(Vec::into_iter);
    let mut options = Vec::new();
    let mut feedback = BTreeMap::new();
    for (index, option) in zh.into_iter().enumerate() {
        let translated = english.as_mut().and_then(Iterator::next);
        let (en_html, en_said) =
            translated.map_or((None, None), |choice| (Some(choice.html), choice.feedback));
        options.push(Localised { zh: option.html, en: en_html });
        if let Some(zh) = option.feedback {
            feedback.insert(letter(index), Localised { zh, en: en_said });
        }
    }
    let letters = (0..options.len()).map(letter).collect();
    let form = Form::Options { options };
    Some(Sheets { form, letters, feedback, shown: Shown::Ticks(ticked, first), left: 0 })
}

fn order(item: &Item<'_>, zh: Vec<Entry>, en: Option<Vec<Entry>>, notes: Notes<'_>) -> Option<Sheets> {
    enough(item, zh.len(), notes)?;
    distinct(zh.iter().map(|entry| (&entry.html, entry.at)), notes)?;
    let english: Vec<Option<Html>> =
        translations(en.map(|en| en.into_iter().map(|entry| entry.html)), zh.len());
    let (entries, letters) = canonical(zh.into_iter().map(|entry| entry.html).zip(english));
    let form = Form::Order { entries };
    Some(Sheets { form, letters, feedback: BTreeMap::new(), shown: Shown::Order, left: 0 })
}

type Table = ([Html; 2], Vec<Row>);

fn matching(item: &Item<'_>, zh: Table, en: Option<Table>, notes: Notes<'_>) -> Option<Sheets> {
    let (titles, rows) = zh;
    let (en_titles, en_rows) = en.map_or((None, None), |(titles, rows)| (Some(titles), Some(rows)));
    for row in &rows {
        if row.right.is_none() {
            notes
                .add(codes::E0307, row.at, "the right cell of this row is empty", "这一行的右格是空的")
                .help("a distractor has an empty left cell", "干扰项应当左格为空");
            return None;
        }
    }
    let rights = rows.iter().filter_map(|row| row.right.as_ref().map(|html| (html, row.at)));
    distinct(rights, notes)?;
    distinct(rows.iter().filter_map(|row| row.left.as_ref().map(|html| (html, row.at))), notes)?;
    let count = rows.iter().filter(|row| row.left.is_some()).count();
    enough(item, count, notes)?;
    enough(item, rows.len(), notes)?;
    let mut shown = BTreeMap::new();
    for (index, _) in rows.iter().enumerate().filter(|(_, row)| row.left.is_some()) {
        let number = u32::try_from(shown.len() + 1).expect("at most 26 rows have been let through");
        shown.insert(number, letter(index));
    }
    let (en_left, en_right) = en_rows.map_or((None, None), |rows| {
        let (left, right): (Vec<_>, Vec<_>) = rows.into_iter().map(|row| (row.left, row.right)).unzip();
        (Some(left), Some(right))
    });
    let english =
        translations(en_right.map(|right| right.into_iter().map(Option::unwrap_or_default)), rows.len());
    let en_left: Vec<Html> = en_left.into_iter().flatten().flatten().collect();
    let translated = !en_left.is_empty();
    let mut en_left = en_left.into_iter();
    let (mut left, mut right) = (Vec::new(), Vec::new());
    for (row, english) in rows.into_iter().zip(english) {
        if let Some(zh) = row.left {
            left.push(Localised { zh, en: if translated { en_left.next() } else { None } });
        }
        right.push((row.right.unwrap_or_default(), english));
    }
    let (right, letters) = canonical(right);
    let [zh_a, zh_b] = titles;
    let [en_a, en_b] = en_titles.map_or([None, None], |titles| titles.map(Some));
    let titles = [Localised { zh: zh_a, en: en_a }, Localised { zh: zh_b, en: en_b }];
    let form = Form::Match { titles, left, right };
    Some(Sheets { form, letters, feedback: BTreeMap::new(), shown: Shown::Rows(shown), left: count })
}

/// The translation of each of `count` entries, if there is one at all.
fn translations(en: Option<impl Iterator<Item = Html>>, count: usize) -> Vec<Option<Html>> {
    match en {
        Some(en) => en.map(Some).chain(std::iter::repeat(None)).take(count).collect(),
        None => vec![None; count],
    }
}

/// Entries sorted by the primary language's markup, with the file's letter of each: neither the
/// page nor a digest of it tells the order of the file.
fn canonical(
    entries: impl IntoIterator<Item = (Html, Option<Html>)>,
) -> (Vec<Localised<Html>>, Vec<Letter>) {
    let mut numbered: Vec<(Localised<Html>, Letter)> = entries
        .into_iter()
        .enumerate()
        .map(|(index, (zh, en))| (Localised { zh, en }, letter(index)))
        .collect();
    numbered.sort_by(|a, b| a.0.zh.0.cmp(&b.0.zh.0));
    numbered.into_iter().unzip()
}
