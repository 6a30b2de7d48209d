//! A batch as people see it, and what is kept of it as JSON.

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use crate::digest::Digest;
use crate::id::{BatchId, PersonId};
use crate::language::Language;
use crate::service::batch::{Progress, Summary};
use crate::store::{self, BatchState};

/// A file of submissions and how far its grading is.
#[derive(Debug, Clone, PartialEq)]
pub struct Batch {
    /// Identity.
    pub id: BatchId,
    /// The name of the file.
    pub name: String,
    /// Who handed it in.
    pub person: PersonId,
    /// When.
    pub created_at: Timestamp,
    /// Its size in bytes.
    pub bytes: u64,
    /// Where it is.
    pub state: BatchState,
    /// Counts so far.
    pub counts: Progress,
    /// Seconds of grading so far.
    pub seconds: f64,
    /// What is known of it otherwise.
    pub report: Report,
}

/// What is kept of a batch besides its place in the queue.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
pub struct Report {
    /// Language of reasons and feedback: that of the page where it was handed in.
    pub language: Language,
    /// What the file seems to be instead of submissions.
    pub looks_like: Option<Looks>,
    /// Version of the course it was graded with.
    pub version: Option<Digest>,
    /// Seconds that grading took.
    #[serde(default)]
    pub seconds: f64,
    /// Why it was given up.
    pub failure: Option<Failure>,
    /// Exercises in the order in which the index numbers them.
    #[serde(default)]
    pub exercises: Vec<String>,
    /// Counts and means, once it is done.
    pub summary: Option<Summary>,
}

/// Files that people hand in by mistake, told by their first bytes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Looks {
    /// A workbook or another zip archive.
    Workbook,
    /// Compressed with gzip.
    Gzip,
    /// Text of two bytes a character.
    Utf16,
}

impl Looks {
    pub(super) fn of(head: &[u8]) -> Option<Self> {
        match head {
            [b'P', b'K', 3, 4, ..] => Some(Self::Workbook),
            [0x1f, 0x8b, ..] => Some(Self::Gzip),
            [0xff, 0xfe, ..] | [0xfe, 0xff, ..] => Some(Self::Utf16),
            _ => None,
        }
    }

    /// What to do about it.
    pub const fn sentence(self, language: Language) -> &'static str {
        match self {
            Self::Workbook => language.pick(
                "这个文件像是 Excel 工作簿或压缩包。请在表格软件里另存为“CSV UTF-8”，再上传。",
                "This file looks like a workbook or an archive. Save it as “CSV UTF-8” in the spreadsheet program and upload that.",
            ),
            Self::Gzip => language.pick(
                "这个文件是 gzip 压缩的。请先解压，再上传。",
                "This file is compressed with gzip. Unpack it first and upload what is inside.",
            ),
            Self::Utf16 => language.pick(
                "这个文件用了 UTF-16 编码。请另存为 UTF-8 编码，再上传。",
                "This file is encoded in UTF-16. Save it as UTF-8 and upload that.",
            ),
        }
    }
}

/// Why a batch was given up.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Failure {
    /// The file is no longer there.
    InputLost,
    /// It has more lines than the limit.
    TooManyLines(u64),
    /// Reading or writing failed.
    Disk(String),
    /// A defect of ours.
    Inside,
}

impl Failure {
    /// The sentence for a person.
    pub fn sentence(&self, language: Language) -> String {
        let zh = language == Language::Chinese;
        match self {
            Self::InputLost => language
                .pick(
                    "上传的文件已不在数据目录里。请重新上传。",
                    "The uploaded file is no longer in the data directory. Upload it again.",
                )
                .to_owned(),
            Self::TooManyLines(limit) if zh => format!("文件超过 {limit} 行。请拆成几份，分别上传。"),
            Self::TooManyLines(limit) => {
                format!("The file has more than {limit} lines. Split it and upload the parts.")
            }
            Self::Disk(error) if zh => format!("读写磁盘失败（{error}）。请检查剩余空间，再重新评分。"),
            Self::Disk(error) => {
                format!(
                    "Reading or writing the disk failed ({error}). Check the free space, then grade it again."
                )
            }
            Self::Inside => language
                .pick(
                    "评分程序内部出错，日志里有详情。其余批次不受影响。",
                    "Grading failed inside; the log has the details. Other batches are not affected.",
                )
                .to_owned(),
        }
    }
}

impl Report {
    pub(super) fn json(&self) -> String {
        serde_json::to_string(self).expect("a report holds only texts, numbers and digests")
    }

    /// What was kept; of a row that holds none, or one of another shape, an empty report.
    pub(super) fn read(row: &store::Batch) -> Self {
        let json = row.progress.summary.as_deref();
        json.and_then(|json| serde_json::from_str(json).ok()).unwrap_or_default()
    }
}

impl Batch {
    /// Whether it waits or is being graded.
    pub const fn is_unfinished(&self) -> bool {
        matches!(self.state, BatchState::Waiting | BatchState::Running)
    }

    /// Lines a second; none before there is anything to divide.
    pub fn rate(&self) -> Option<f64> {
        (self.seconds > 0.0 && self.counts.lines > 0).then(|| self.counts.lines as f64 / self.seconds)
    }

    /// Share of the file that is read.
    pub fn share(&self) -> f64 {
        match self.state {
            BatchState::Done => 1.0,
            _ if self.bytes == 0 => 0.0,
            _ => (self.counts.bytes as f64 / self.bytes as f64).min(1.0),
        }
    }

    /// Seconds to its end at the pace so far; none before the pace is known.
    pub fn seconds_left(&self) -> Option<f64> {
        let share = self.share();
        (self.state == BatchState::Running && share > 0.01).then(|| self.seconds * (1.0 - share) / share)
    }

    /// Mean share of the points over all graded answers.
    pub fn mean(&self) -> Option<f64> {
        let items = &self.report.summary.as_ref()?.items;
        let n: u64 = items.values().map(|item| item.n).sum();
        let sum: f64 = items.values().map(|item| item.facility * item.n as f64).sum();
        (n > 0).then(|| sum / n as f64)
    }
}
