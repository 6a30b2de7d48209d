//! The answer sheet of a card: options under positions, blank, as entered, or as answered.

use std::collections::{BTreeMap, BTreeSet};

use crate::curriculum::{Exercise, Form, Html, Kind};
use crate::grading::plain;
use crate::language::Language;
use crate::service::given::Given;
use crate::service::sheet::Sheet;
use crate::web::look::Look;
use crate::web::messages::{Messages, fill};

/// The fields of a form as they were posted.
pub(super) type Entered = Vec<(String, String)>;

/// An option of `choice` or `multiple`.
pub(super) struct OptionView {
    /// Its position.
    pub position: usize,
    /// Its markup.
    pub html: Html,
    /// Whether it is or was chosen.
    pub chosen: bool,
    /// Class after an answer: `chosen`, `right`, `wrong` or nothing.
    pub class: &'static str,
    /// Drawing and word beside it.
    pub mark: Option<(&'static str, &'static str)>,
    /// What the author says to who chose it.
    pub said: Option<Html>,
}

/// An entry of `order`.
pub(super) struct EntryView {
    /// Its position.
    pub position: usize,
    /// Its markup.
    pub html: Html,
    /// Its text, for the names of buttons.
    pub text: String,
    /// The place chosen without scripts.
    pub rank: Option<usize>,
}

impl EntryView {
    /// Whether it was given this place.
    pub(super) fn is_at(&self, place: &usize) -> bool {
        self.rank == Some(*place)
    }
}

/// A left cell of `match`.
pub(super) struct PairView {
    /// Row, from 1.
    pub row: usize,
    /// Its markup.
    pub html: Html,
    /// The partner chosen.
    pub chosen: Option<usize>,
    /// The partner's markup, after an answer.
    pub partner: Option<Html>,
}

impl PairView {
    /// Whether it was paired with the right cell at this position.
    pub(super) fn is_with(&self, position: &usize) -> bool {
        self.chosen == Some(*position)
    }
}

/// A right cell of `match`.
pub(super) struct RightView {
    /// Its position.
    pub position: usize,
    /// Its markup.
    pub html: Html,
    /// Its text, for the list to choose from.
    pub text: String,
}

/// The sheet by kind.
pub(super) enum SheetView {
    /// `choice` and `multiple`.
    Options {
        /// Whether several may be chosen.
        multiple: bool,
        /// The options in the order of this attempt.
        options: Vec<OptionView>,
    },
    /// `order`.
    Order {
        /// The entries in the order of this attempt, or in that of the answer.
        entries: Vec<EntryView>,
        /// Words for the places.
        places: Vec<String>,
    },
    /// `match`.
    Match {
        /// Column titles.
        titles: [Html; 2],
        /// Left cells.
        pairs: Vec<PairView>,
        /// Right cells in the order of this attempt.
        rights: Vec<RightView>,
        /// Whether right cells hold more than text, so that they are listed above.
        is_rich: bool,
    },
    /// `numeric` and `text`.
    Short {
        /// Whether a number is asked.
        is_number: bool,
        /// The unit, in words.
        unit: Option<String>,
        /// What was written.
        value: String,
    },
    /// `lab`.
    Lab {
        /// The lab's id, by which its island finds the sheet.
        lab: String,
        /// Where the lab stands.
        href: String,
        /// The learner's runs, as id and words.
        runs: Vec<(String, String)>,
    },
}

impl SheetView {
    /// A sheet to fill in, with what was entered before.
    pub(super) fn blank(
        t: &Messages,
        language: Language,
        exercise: &Exercise,
        sheet: &Sheet,
        entered: Option<&Entered>,
        runs: Vec<(String, String)>,
        look: &Look,
    ) -> Self {
        let none = Entered::new();
        let entered = entered.unwrap_or(&none);
        let field =
            |name: &str| entered.iter().find(|(field, _)| field == name).map(|(_, value)| value.as_str());
        if let Form::Lab { lab } = &exercise.form {
            let href = look.href(&format!("lessons/{}#{lab}", exercise.lesson));
            return Self::Lab { lab: lab.to_string(), href, runs };
        }
        let given = match exercise.kind {
            Kind::Numeric | Kind::Text => Given::Written(field("answer").unwrap_or("").to_owned()),
            Kind::Choice | Kind::Multiple => Given::Options(
                entered
                    .iter()
                    .filter(|(name, _)| name == "answer")
                    .filter_map(|(_, value)| value.parse().ok())
                    .collect(),
            ),
            Kind::Match => Given::Pairs(
                entered
                    .iter()
                    .filter_map(|(name, value)| {
                        Some((name.strip_prefix("pair-")?.parse().ok()?, value.parse().ok()?))
                    })
                    .collect(),
            ),
            Kind::Order | Kind::Lab => Given::Order((0..sheet.shown().len()).collect()),
        };
        let mut view = Self::of(t, language, exercise, sheet, &given);
        if let Self::Order { entries, .. } = &mut view {
            for entry in entries {
                entry.rank = field(&format!("rank-{}", entry.position)).and_then(|rank| rank.parse().ok());
            }
        }
        view
    }

    /// A sheet as it was answered.
    pub(super) fn answered(
        t: &Messages,
        language: Language,
        exercise: &Exercise,
        sheet: &Sheet,
        given: &Given,
        is_right: Option<bool>,
        said: &BTreeMap<usize, Html>,
    ) -> Self {
        use crate::web::icon;
        let mut view = Self::of(t, language, exercise, sheet, given);
        if let Self::Options { multiple, options } = &mut view {
            for option in options.iter_mut().filter(|option| option.chosen) {
                // Of several chosen options a page does not tell which are right: only all are.
                (option.class, option.mark) = match is_right {
                    Some(true) => ("right", Some((icon::TICK, t.right))),
                    Some(false) if !*multiple => ("wrong", Some((icon::CROSS, t.your_choice))),
                    _ => ("chosen", Some(("", t.your_choice))),
                };
                option.said = said.get(&option.position).cloned();
            }
        }
        view
    }

    fn of(t: &Messages, language: Language, exercise: &Exercise, sheet: &Sheet, given: &Given) -> Self {
        let shown = |of: &[crate::language::Localised<Html>]| -> Vec<Html> {
            sheet
                .shown()
                .iter()
                .filter_map(|index| of.get(*index))
                .map(|words| words.get(language).clone())
                .collect()
        };
        match &exercise.form {
            Form::Options { options } => {
                let none = BTreeSet::new();
                let chosen = if let Given::Options(chosen) = given { chosen } else { &none };
                Self::Options {
                    multiple: exercise.kind == Kind::Multiple,
                    options: shown(options)
                        .into_iter()
                        .enumerate()
                        .map(|(position, html)| OptionView {
                            position,
                            html,
                            chosen: chosen.contains(&position),
                            class: "",
                            mark: None,
                            said: None,
                        })
                        .collect(),
                }
            }
            Form::Order { entries } => {
                let shown = shown(entries);
                let order = if let Given::Order(order) = given { order.clone() } else { Vec::new() };
                Self::Order {
                    places: (1..=shown.len()).map(|n| fill(t.place_of, &[("n", &n)])).collect(),
                    entries: order
                        .into_iter()
                        .filter_map(|position| {
                            let html = shown.get(position)?.clone();
                            Some(EntryView { position, text: plain(&html), html, rank: None })
                        })
                        .collect(),
                }
            }
            Form::Match { titles, left, right } => {
                let shown = shown(right);
                let none = BTreeMap::new();
                let pairs = if let Given::Pairs(pairs) = given { pairs } else { &none };
                let pairs = left
                    .iter()
                    .enumerate()
                    .map(|(i, words)| {
                        let row = i + 1;
                        let chosen = u32::try_from(row).ok().and_then(|row| pairs.get(&row)).copied();
                        let partner = chosen.and_then(|position| shown.get(position)).cloned();
                        PairView { row, html: words.get(language).clone(), chosen, partner }
                    })
                    .collect();
                Self::Match {
                    titles: [titles[0].get(language).clone(), titles[1].get(language).clone()],
                    pairs,
                    is_rich: shown.iter().any(|html| html.0.contains("<math") || html.0.contains("<img")),
                    rights: shown
                        .into_iter()
                        .enumerate()
                        .map(|(position, html)| RightView { position, text: plain(&html), html })
                        .collect(),
                }
            }
            // What a run came to stands in the feedback, condition by condition.
            Form::Lab { lab } => Self::Lab { lab: lab.to_string(), href: String::new(), runs: Vec::new() },
            Form::Numeric { .. } | Form::Text => {
                let unit = if let Form::Numeric { unit } = &exercise.form { unit.as_deref() } else { None };
                Self::Short {
                    is_number: exercise.kind == Kind::Numeric,
                    unit: unit.map(|unit| fill(t.unit_here, &[("unit", &unit)])),
                    value: if let Given::Written(value) = given { value.clone() } else { String::new() },
                }
            }
        }
    }
}
