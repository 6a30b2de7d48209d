//! The rows of a result: filter, page, receipt.

use super::batch::Wish;
use super::items::title;
use super::view::{self, Tag};
use super::words::Words;
use crate::curriculum::Course;
use crate::grading::{Receipt, Status};
use crate::language::Language;
use crate::service::batch::Scored;
use crate::service::desk::{Batch, Desk, DeskError, Filter};
use crate::web::error::encode;
use crate::web::look::Look;
use crate::web::messages::fill;

/// The word in addresses for exercises that the course does not have.
const UNKNOWN: &str = "-";

/// All statuses, in the order of the form.
const STATUSES: [Status; 4] = [Status::Graded, Status::Human, Status::Ungradable, Status::Rejected];

/// A page of rows with its form.
pub(super) struct Results {
    pub(super) statuses: Vec<Choice>,
    pub(super) exercises: Vec<Choice>,
    pub(super) learner: String,
    pub(super) is_filtered: bool,
    pub(super) count: String,
    pub(super) rows: Vec<Row>,
    pub(super) page: String,
    pub(super) has_pages: bool,
    pub(super) previous: Option<String>,
    pub(super) following: Option<String>,
}

/// An entry of a drop-down list.
pub(super) struct Choice {
    pub(super) value: String,
    pub(super) text: String,
    pub(super) is_chosen: bool,
}

/// A row.
pub(super) struct Row {
    pub(super) line: String,
    pub(super) learner: String,
    pub(super) exercise: String,
    pub(super) exercise_lang: &'static str,
    pub(super) status: Tag,
    pub(super) points: Option<String>,
    pub(super) said: String,
    pub(super) receipt: Option<Receipt>,
}

pub(super) fn find(
    desk: &Desk,
    batch: &Batch,
    wish: &Wish,
    course: &Course,
    look: &Look,
) -> Result<Results, DeskError> {
    let filter = filter(wish);
    let found = desk.page(batch, &filter, wish.page.parse().unwrap_or(1))?;
    let w = Words::of(look.language);
    let pages = found.pages();
    let href = |page: u64| address(batch, wish, page, look);
    Ok(Results {
        statuses: statuses(wish, w),
        exercises: exercises(batch, wish, course, look.language),
        learner: wish.learner.clone(),
        is_filtered: filter != Filter::default(),
        count: fill(
            w.results_of,
            &[("shown", &view::grouped(found.total)), ("all", &view::grouped(batch.counts.lines))],
        ),
        page: fill(w.page_of, &[("page", &view::grouped(found.number)), ("pages", &view::grouped(pages))]),
        has_pages: pages > 1,
        previous: (found.number > 1).then(|| href(found.number - 1)),
        following: (found.number < pages).then(|| href(found.number + 1)),
        rows: found.rows.into_iter().map(|row| self::row(row, course, look.language)).collect(),
    })
}

fn filter(wish: &Wish) -> Filter {
    let exercise = match wish.exercise.as_str() {
        "" => None,
        UNKNOWN => Some(String::new()),
        id => Some(id.to_owned()),
    };
    Filter {
        status: STATUSES.into_iter().find(|status| status.name() == wish.status),
        exercise,
        learner: Some(wish.learner.trim().to_owned()).filter(|text| !text.is_empty()),
    }
}

fn statuses(wish: &Wish, w: &Words) -> Vec<Choice> {
    let chosen = |value: &str| wish.status == value;
    STATUSES
        .into_iter()
        .map(|status| Choice {
            value: status.name().to_owned(),
            text: w.status_name(status).to_owned(),
            is_chosen: chosen(status.name()),
        })
        .collect()
}

fn exercises(batch: &Batch, wish: &Wish, course: &Course, language: Language) -> Vec<Choice> {
    let known = batch.report.exercises.iter().map(|id| (id.as_str(), title(course, id, language).0));
    let unknown = (UNKNOWN, Words::of(language).unknown_exercise.to_owned());
    known
        .chain([unknown])
        .map(|(id, text)| Choice { value: id.to_owned(), text, is_chosen: wish.exercise == id })
        .collect()
}

fn address(batch: &Batch, wish: &Wish, page: u64, look: &Look) -> String {
    let mut query = format!("page={page}");
    for (name, value) in
        [("status", &wish.status), ("exercise", &wish.exercise), ("learner", &wish.learner)]
    {
        if !value.is_empty() {
            query.push_str(&format!("&{name}={}", encode(value)));
        }
    }
    look.href(&format!("desk/batches/{}?{query}#results", batch.id))
}

fn row(scored: Scored, course: &Course, language: Language) -> Row {
    let id = scored.exercise.unwrap_or_default();
    let (exercise, exercise_lang) = title(course, &id, language);
    let out_of = |max: f64| {
        format!("{} / {}", scored.points.map_or("–".to_owned(), view::points), view::points(max))
    };
    let said = [scored.reason, scored.feedback].into_iter().flatten().collect::<Vec<_>>();
    Row {
        line: view::grouped(scored.line),
        learner: scored.learner.filter(|name| !name.trim().is_empty()).unwrap_or_else(|| "–".to_owned()),
        exercise,
        exercise_lang,
        status: Tag::of_status(scored.status, Words::of(language)),
        points: scored.max_points.map(out_of),
        said: said.join(language.pick("", " ")),
        receipt: scored.receipt,
    }
}
