//! Statistics of each exercise in a batch.

use super::view;
use super::words::Words;
use crate::curriculum::Course;
use crate::language::Language;
use crate::service::batch::ItemSummary;
use crate::service::desk::Batch;

/// Fewer answers than this say nothing about an exercise.
const FEW: u64 = 5;
/// Below this facility an exercise is hard, or its key is wrong.
const HARD: f64 = 0.3;
/// Above this one it tells nobody apart.
const EASY: f64 = 0.9;

/// Width of a bar of the histogram, and from one to the next.
const BAR: (f64, f64) = (15.0, 19.0);
const HEIGHT: f64 = 28.0;

/// An exercise in the table.
pub(super) struct Item {
    pub(super) id: String,
    pub(super) title: String,
    /// Language of the title: an exercise may not be translated.
    pub(super) title_lang: &'static str,
    pub(super) n: String,
    pub(super) mean: String,
    pub(super) facility: String,
    /// The facility in thousandths, for the bar.
    pub(super) level: f64,
    pub(super) bars: Vec<Bar>,
    /// The histogram in words.
    pub(super) spoken: String,
    pub(super) verdict: view::Tag,
}

/// A bar of the histogram.
pub(super) struct Bar {
    pub(super) x: f64,
    pub(super) y: String,
    pub(super) height: String,
    pub(super) is_full: bool,
}

/// The exercises that want a look first, then the others; each in the order of the course.
pub(super) fn of(batch: &Batch, course: &Course, language: Language) -> Vec<Item> {
    let Some(summary) = &batch.report.summary else { return Vec::new() };
    let lessons: Vec<&str> = course.lessons().map(|lesson| lesson.id.as_str()).collect();
    let place = |id: &str| {
        let exercise = course.exercise(id)?;
        lessons.iter().position(|lesson| *lesson == exercise.lesson.as_str())
    };
    let mut items: Vec<_> = summary.items.iter().collect();
    items.sort_by_cached_key(|(id, item)| (!is_flagged(item), place(id).unwrap_or(usize::MAX)));
    items.into_iter().map(|(id, item)| row(id, item, course, language)).collect()
}

/// Whether an exercise wants a look.
fn is_flagged(item: &ItemSummary) -> bool {
    item.n >= FEW && !(HARD..=EASY).contains(&item.facility)
}

/// The title of an exercise and the language it is in; one that the course no longer has keeps
/// its id.
pub(super) fn title(course: &Course, id: &str, language: Language) -> (String, &'static str) {
    course.exercise(id).map_or_else(
        || (id.to_owned(), ""),
        |exercise| (bare(&exercise.text.get(language).title), exercise.text.language(language).tag()),
    )
}

/// A title without the word for what it is the title of: the column's head says that.
fn bare(title: &str) -> String {
    let Some(rest) = ["练习：", "Exercise: "].iter().find_map(|word| title.strip_prefix(word)) else {
        return title.to_owned();
    };
    let mut chars = rest.chars();
    chars.next().map(|first| first.to_ascii_uppercase()).into_iter().chain(chars).collect()
}

fn row(id: &str, item: &ItemSummary, course: &Course, language: Language) -> Item {
    let w = Words::of(language);
    let (title, title_lang) = title(course, id, language);
    Item {
        id: id.to_owned(),
        title,
        title_lang,
        n: view::grouped(item.n),
        mean: format!("{} / {}", view::points(item.mean), view::points(item.max_points)),
        facility: view::percent(item.facility),
        level: (item.facility * 1_000.0).round(),
        bars: bars(&item.histogram),
        spoken: spoken(item, w),
        verdict: verdict(item, w),
    }
}

fn bars(histogram: &[u64; 6]) -> Vec<Bar> {
    let highest = histogram.iter().copied().max().unwrap_or_default().max(1) as f64;
    histogram
        .iter()
        .enumerate()
        .map(|(at, &count)| {
            // An empty bin keeps a hair's breadth, so that all six are seen.
            let height = (count as f64 / highest * (HEIGHT - 1.0)).max(1.5);
            Bar {
                x: BAR.1.mul_add(at as f64, 1.0),
                y: format!("{:.1}", HEIGHT - height),
                height: format!("{height:.1}"),
                is_full: at == histogram.len() - 1,
            }
        })
        .collect()
}

fn spoken(item: &ItemSummary, w: &Words) -> String {
    let names = [w.bin_none, w.bin_quarter, w.bin_half, w.bin_three, w.bin_most, w.bin_all];
    let all = item.n.max(1) as f64;
    let parts = names.iter().zip(item.histogram).filter(|(_, count)| *count > 0);
    parts
        .map(|(name, count)| format!("{name} {:.0}%", count as f64 / all * 100.0))
        .collect::<Vec<_>>()
        .join(", ")
}

fn verdict(item: &ItemSummary, w: &Words) -> view::Tag {
    let (text, colour) = match item.facility {
        _ if item.n < FEW => (w.few, ""),
        _ if !is_flagged(item) => (w.good, "jade"),
        facility if facility < HARD => (w.hard, "seal"),
        _ => (w.easy, "ochre"),
    };
    view::Tag { text, colour }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn item(n: u64, facility: f64) -> ItemSummary {
        ItemSummary { n, facility, max_points: 1.0, mean: facility, histogram: [n, 0, 0, 0, 0, 0] }
    }

    #[test]
    fn a_verdict_needs_answers() {
        let w = Words::of(Language::English);
        let words = [(4, 0.1), (5, 0.29), (5, 0.3), (5, 0.9), (5, 0.91)]
            .map(|(n, facility)| verdict(&item(n, facility), w).text);
        assert_eq!(words, [w.few, w.hard, w.good, w.good, w.easy]);
    }

    #[test]
    fn a_title_is_shown_without_its_prefix() {
        let titles = ["练习：λ 变大时", "Exercise: design peak", "Peak"].map(bare);
        assert_eq!(titles, ["λ 变大时", "Design peak", "Peak"]);
    }

    #[test]
    fn the_highest_bar_fills_the_picture() {
        let bars = bars(&[2, 0, 0, 0, 1, 4]);
        assert_eq!((bars[5].height.as_str(), bars[5].y.as_str()), ("27.0", "1.0"));
        assert_eq!((bars[0].height.as_str(), bars[1].height.as_str()), ("13.5", "1.5"));
        assert!(bars[5].is_full && bars[5].x + BAR.0 <= 112.0);
    }
}
