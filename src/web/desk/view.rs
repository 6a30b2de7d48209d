//! Numbers, times, sizes and bars as the desk's pages show them.

use jiff::Timestamp;
use jiff::tz::{Offset, TimeZone};

use super::words::Words;
use crate::grading::Status;
use crate::language::Language;
use crate::service::batch::Progress;
use crate::service::desk::Batch;
use crate::store::BatchState;
use crate::web::messages::fill;

/// A whole number in groups of three.
pub(super) fn grouped(number: u64) -> String {
    let digits = number.to_string();
    let mut text = String::with_capacity(digits.len() + digits.len() / 3);
    for (at, digit) in digits.chars().enumerate() {
        if at > 0 && (digits.len() - at).is_multiple_of(3) {
            text.push(',');
        }
        text.push(digit);
    }
    text
}

/// A share as per cent, one decimal where it says more.
pub(super) fn percent(share: f64) -> String {
    let text = format!("{:.1}", share * 100.0);
    format!("{}%", text.strip_suffix(".0").unwrap_or(&text))
}

/// Points without needless decimals.
pub(super) fn points(points: f64) -> String {
    let text = format!("{points:.2}");
    text.trim_end_matches('0').trim_end_matches('.').to_owned()
}

/// A file's size.
pub(super) fn size(bytes: u64) -> String {
    match bytes {
        0..1_024 => format!("{bytes} B"),
        1_024..1_048_576 => format!("{:.1} KiB", bytes as f64 / 1_024.0),
        _ => format!("{:.1} MiB", bytes as f64 / 1_048_576.0),
    }
}

/// A moment for people (China has one time) and for machines.
pub(super) struct Moment {
    pub(super) shown: String,
    pub(super) machine: String,
}

impl Moment {
    pub(super) fn new(at: Timestamp) -> Self {
        let china = TimeZone::fixed(Offset::constant(8));
        let shown = at.to_zoned(china).strftime("%Y-%m-%d %H:%M").to_string();
        Self { shown, machine: at.strftime("%Y-%m-%dT%H:%M:%SZ").to_string() }
    }
}

/// A short word on a coloured ground.
pub(super) struct Tag {
    pub(super) text: &'static str,
    pub(super) colour: &'static str,
}

impl Tag {
    pub(super) fn of_state(state: BatchState, w: &Words) -> Self {
        let colour = match state {
            BatchState::Waiting => "",
            BatchState::Running => "indigo",
            BatchState::Done => "jade",
            BatchState::Failed => "seal",
            BatchState::Stopped => "ochre",
        };
        Self { text: w.state_name(state), colour }
    }

    pub(super) fn of_status(status: Status, w: &Words) -> Self {
        let colour = match status {
            Status::Graded => "jade",
            Status::Human => "indigo",
            Status::Ungradable => "ochre",
            Status::Rejected => "seal",
        };
        Self { text: w.status_name(status), colour }
    }
}

/// One status in the overview.
pub(super) struct Count {
    pub(super) name: &'static str,
    /// Its word in addresses and in the live figures.
    pub(super) word: &'static str,
    pub(super) lines: String,
    pub(super) is_any: bool,
    /// Where its piece of the bar begins, in thousandths.
    pub(super) begins: f64,
    /// How long the piece is.
    pub(super) length: f64,
}

/// All four statuses with their share of the lines.
pub(super) fn counts(counts: &Progress, w: &Words) -> Vec<Count> {
    let all = counts.lines.max(1) as f64;
    let mut begins = 0.0;
    [
        (Status::Graded, counts.graded),
        (Status::Human, counts.human),
        (Status::Ungradable, counts.ungradable),
        (Status::Rejected, counts.rejected),
    ]
    .into_iter()
    .map(|(status, lines)| {
        let length = (lines as f64 / all * 10_000.0).round() / 10.0;
        let count = Count {
            name: w.status_name(status),
            word: status.name(),
            lines: grouped(lines),
            is_any: lines > 0,
            begins,
            length,
        };
        begins += length;
        count
    })
    .collect()
}

/// How fast a batch is or was graded.
pub(super) fn rate(batch: &Batch) -> Option<String> {
    batch.rate().map(|rate| grouped(rate.round() as u64))
}

/// The clause "12 lines graded, 40% of the file read, about 9 s left".
pub(super) fn progress_line(batch: &Batch, language: Language) -> String {
    let w = Words::of(language);
    let lines = grouped(batch.counts.lines);
    let mut line = fill(w.progress_line, &[("lines", &lines), ("percent", &percent(batch.share()))]);
    if let Some(left) = batch.seconds_left() {
        line += &if left < 90.0 {
            fill(w.left_seconds, &[("n", &(left.ceil() as u64))])
        } else {
            fill(w.left_minutes, &[("n", &((left / 60.0).round() as u64))])
        };
    }
    line
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_read_well() {
        assert_eq!([grouped(7), grouped(1_248), grouped(1_000_000)], ["7", "1,248", "1,000,000"]);
        assert_eq!(
            [percent(1.0), percent(0.5), percent(1.0 / 3.0), percent(0.9996)],
            ["100%", "50%", "33.3%", "100%"]
        );
        assert_eq!([points(2.0), points(0.5), points(2.0 / 3.0), points(0.0)], ["2", "0.5", "0.67", "0"]);
        assert_eq!([size(12), size(1_536), size(268_435_456)], ["12 B", "1.5 KiB", "256.0 MiB"]);
    }

    #[test]
    fn a_moment_is_shown_in_chinese_time() {
        let moment = Moment::new("2026-09-01T00:30:00Z".parse().unwrap());
        assert_eq!(
            (moment.shown.as_str(), moment.machine.as_str()),
            ("2026-09-01 08:30", "2026-09-01T00:30:00Z")
        );
    }
}
