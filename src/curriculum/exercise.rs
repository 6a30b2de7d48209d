//! An exercise as the learner may see it: nothing here depends on its key.
//!
//! In the file of an `order` item the order of the list *is* the key, and in a `match` item the
//! row of a right cell is. So their entries stand here in a canonical order (sorted by the
//! primary language's markup), and [`Solution::letters`](super::Solution) says which letter of
//! the file each has.

use serde::{Deserialize, Serialize};

use super::{Html, Place};
use crate::digest::Digest;
use crate::id::{ComponentId, ExerciseId, LessonId};
use crate::language::Localised;

/// What kind of work is asked.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Kind {
    /// One option is right.
    Choice,
    /// Any number of options is right.
    Multiple,
    /// Put entries in order.
    Order,
    /// Pair left and right entries.
    Match,
    /// A number, with tolerance and unit.
    Numeric,
    /// A short text out of accepted forms.
    Text,
    /// A lab run that meets conditions.
    Lab,
}

impl Kind {
    /// All kinds that have a grader.
    pub const ALL: [Self; 7] =
        [Self::Choice, Self::Multiple, Self::Order, Self::Match, Self::Numeric, Self::Text, Self::Lab];

    /// The name in files.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Choice => "choice",
            Self::Multiple => "multiple",
            Self::Order => "order",
            Self::Match => "match",
            Self::Numeric => "numeric",
            Self::Text => "text",
            Self::Lab => "lab",
        }
    }
}

/// The letter of an option, list entry or right cell in the order of the primary file: `a` … `z`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Letter(u8);

impl Letter {
    /// The `index`th letter, from 0; none past `z`.
    pub fn new(index: usize) -> Option<Self> {
        u8::try_from(index).ok().filter(|&i| i < 26).map(Self)
    }

    /// Its index, from 0.
    pub const fn index(self) -> usize {
        self.0 as usize
    }

    /// The character.
    pub const fn as_char(self) -> char {
        (b'a' + self.0) as char
    }

    /// Reads one letter, in either case, full-width or not, with surrounding space.
    pub fn parse(text: &str) -> Option<Self> {
        let mut chars = text.trim().chars();
        let (first, rest) = (chars.next()?, chars.next());
        let code = match (first, rest) {
            ('a'..='z', None) => first as u32 - 'a' as u32,
            ('A'..='Z', None) => first as u32 - 'A' as u32,
            ('ａ'..='ｚ', None) => first as u32 - 'ａ' as u32,
            ('Ａ'..='Ｚ', None) => first as u32 - 'Ａ' as u32,
            _ => return None,
        };
        Self::new(code as usize)
    }
}

impl From<Letter> for String {
    fn from(letter: Letter) -> Self {
        letter.as_char().into()
    }
}

impl TryFrom<String> for Letter {
    type Error = String;

    fn try_from(text: String) -> Result<Self, String> {
        Self::parse(&text).ok_or_else(|| format!("`{text}` is not a letter from a to z"))
    }
}

/// When feedback and the explanation are shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum FeedbackPolicy {
    /// After each answer, explanation included.
    Always,
    /// After each answer; the explanation once it is right or no attempt is left.
    #[default]
    After,
    /// Never (points only).
    Never,
}

/// What the answer sheet looks like.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case", tag = "form")]
pub enum Form {
    /// `choice` and `multiple`: options in file order.
    Options {
        /// Markup of each option.
        options: Vec<Localised<Html>>,
    },
    /// `order`: entries in canonical order.
    Order {
        /// Markup of each entry.
        entries: Vec<Localised<Html>>,
    },
    /// `match`: left cells in file order, right cells in canonical order.
    Match {
        /// Column titles, left and right.
        titles: [Localised<Html>; 2],
        /// Left cells that want a partner.
        left: Vec<Localised<Html>>,
        /// Right cells, distractors among them.
        right: Vec<Localised<Html>>,
    },
    /// `numeric`.
    Numeric {
        /// The unit that is understood where none is written.
        unit: Option<String>,
    },
    /// `text`.
    Text,
    /// `lab`: a run of that lab.
    Lab {
        /// The lab item.
        lab: crate::id::LabId,
    },
}

/// The words of an exercise in one language.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize)]
pub struct ExerciseText {
    /// Heading, plain.
    pub title: String,
    /// The question.
    pub prompt: Html,
    /// Hints, in order; shown one by one when asked for.
    pub hints: Vec<Html>,
}

/// An exercise without its key.
#[derive(Debug, Clone)]
pub struct Exercise {
    /// Id.
    pub id: ExerciseId,
    /// The lesson it stands in.
    pub lesson: LessonId,
    /// Kind.
    pub kind: Kind,
    /// Main component.
    pub component: ComponentId,
    /// Authored difficulty, 1 easy … 5 hard.
    pub difficulty: u8,
    /// Full points, positive.
    pub points: f64,
    /// Part of the points for part of the answer.
    pub partial: bool,
    /// Options are shown in an order of the attempt's own.
    pub shuffle: bool,
    /// Counts for an assessment: its key is kept apart.
    pub assessed: bool,
    /// Attempts allowed; none means without limit.
    pub attempts: Option<u32>,
    /// When feedback shows.
    pub feedback: FeedbackPolicy,
    /// Words.
    pub text: Localised<ExerciseText>,
    /// The answer sheet.
    pub form: Form,
    /// Digest of all of the above: what the learner saw.
    pub version: Digest,
    /// Where it was authored, for diagnostics. Not part of the version.
    pub place: Place,
}
