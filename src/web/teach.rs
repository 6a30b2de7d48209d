//! `/{language}/teach`: how the classes get on, and what the content check says.

use askama::Template;
use axum::extract::State;
use axum::response::Response;
use jiff::Timestamp;

use super::error::Error;
use super::lesson::{Finding, findings};
use super::look::Look;
use super::messages::{Messages, duration, fill};
use super::page::{Frame, Section, render};
use super::session::Viewer;
use super::{Shared, off, time};
use crate::clock;
use crate::curriculum::{Course, Module, Severity};
use crate::language::Language;
use crate::service::App;
use crate::service::classroom::{Classroom, Row, classrooms};
use crate::service::study::{self, Active};

/// A module's column in a learner's row.
struct Cell {
    module: String,
    count: String,
    percent: usize,
}

struct LearnerRow {
    name: String,
    cells: Vec<Cell>,
    week: String,
    total: String,
    last: String,
}

struct ClassView {
    name: String,
    city: String,
    learners: usize,
    active: String,
    mean: String,
    week: String,
    rows: Vec<LearnerRow>,
}

/// Findings of one file.
struct FileView {
    file: String,
    findings: Vec<Finding>,
}

#[derive(Template)]
#[template(path = "teach.html")]
struct TeachPage {
    f: Frame,
    classes: Vec<ClassView>,
    modules: Vec<String>,
    version: String,
    counts: Vec<(bool, String)>,
    files: Vec<FileView>,
    is_watching: bool,
}

/// Shows the page.
pub async fn show(State(app): State<Shared>, look: Look, viewer: Viewer) -> Result<Response, Error> {
    off(move || Ok(render(&page(&app, &look, &viewer, clock::now())?))).await
}

fn page(app: &App, look: &Look, viewer: &Viewer, now: Timestamp) -> Result<TeachPage, Error> {
    let course = app.library.course();
    let mut f =
        Frame::new(look, Some(viewer), Section::Teach, Messages::of(look.language).teach).shaped("wide");
    if app.config.is_watching {
        f = f.island("watch.js");
    }
    let t = f.t;
    let modules = taught(&course);
    let mut classes = Vec::new();
    for classroom in classrooms(app, now)? {
        let studied = study::active_of_class(&app.store, classroom.class.id, now)?;
        let active = |row: &Row| studied.get(&row.person.id).cloned().unwrap_or_default();
        classes.push(class_view(look.language, &classroom, &modules, &active, now));
    }
    let diagnostics = app.library.diagnostics();
    let count = |severity| diagnostics.iter().filter(|one| one.severity == severity).count();
    let mut counts = Vec::new();
    for (is_error, n, one, many) in [
        (true, count(Severity::Error), t.errors_one, t.errors),
        (false, count(Severity::Warning), t.warnings_one, t.warnings),
    ] {
        if n > 0 {
            counts.push((is_error, if n == 1 { one.to_owned() } else { fill(many, &[("n", &n)]) }));
        }
    }
    Ok(TeachPage {
        classes,
        modules: modules.iter().map(|module| module.title.get(look.language).clone()).collect(),
        version: fill(t.course_version, &[("version", &course.version.short(12))]),
        counts,
        files: by_file(findings(&diagnostics, look.language, None)),
        is_watching: app.config.is_watching,
        f,
    })
}

/// Modules with lessons; the others have nothing to show.
fn taught(course: &Course) -> Vec<&Module> {
    course
        .modules
        .iter()
        .filter(|module| module.units.iter().any(|unit| !unit.lessons.is_empty()))
        .collect()
}

fn class_view(
    language: Language,
    classroom: &Classroom,
    modules: &[&Module],
    active: &dyn Fn(&Row) -> Active,
    now: Timestamp,
) -> ClassView {
    let t = Messages::of(language);
    let (this_week, _) = study::week_of(now, &study::china());
    let mut rows = Vec::new();
    let (mut solved_by_all, mut week_of_all, mut busy) = (0, 0, 0);
    for row in &classroom.rows {
        let studied = active(row);
        let week = studied.weeks.get(&this_week).map_or(0, |time| time.as_secs());
        let cells: Vec<(usize, usize)> =
            modules.iter().map(|module| row.progress.of_module(module.id.as_str())).collect();
        solved_by_all += cells.iter().map(|(solved, _)| solved).sum::<usize>();
        week_of_all += week;
        busy += usize::from(week > 0);
        rows.push(LearnerRow {
            name: row.person.name.clone(),
            cells: modules
                .iter()
                .zip(cells)
                .map(|(module, (solved, all))| Cell {
                    module: module.title.get(language).clone(),
                    count: fill(t.solved_of, &[("solved", &solved), ("all", &all)]),
                    percent: solved * 100 / all.max(1),
                })
                .collect(),
            week: duration(seconds(week), language),
            total: duration(seconds(studied.total.as_secs()), language),
            last: row.last_at.map_or(t.never.to_owned(), |at| time::days_ago(t, at, now)),
        });
    }
    let learners = rows.len();
    ClassView {
        name: classroom.class.name.clone(),
        city: classroom.class.city.clone(),
        active: format!("{busy} / {learners}"),
        mean: format!("{:.1}", solved_by_all as f64 / learners.max(1) as f64),
        week: duration(seconds(week_of_all), language),
        learners,
        rows,
    }
}

fn seconds(seconds: i64) -> u64 {
    u64::try_from(seconds).unwrap_or(0)
}

/// Groups findings by file, files with errors first.
fn by_file(findings: Vec<Finding>) -> Vec<FileView> {
    let mut files: Vec<FileView> = Vec::new();
    for finding in findings {
        match files.iter_mut().find(|file| file.file == finding.file) {
            Some(file) => file.findings.push(finding),
            None => files.push(FileView { file: finding.file.clone(), findings: vec![finding] }),
        }
    }
    files.sort_by_key(|file| !file.findings.iter().any(|finding| finding.is_error));
    files
}
