//! `/{language}/labs`: all labs in the order of the track.

use askama::Template;
use axum::extract::State;
use axum::response::Response;

use super::error::Error;
use super::lesson::may_read;
use super::look::Look;
use super::messages::{Messages, fill};
use super::page::{Frame, Section, render};
use super::session::Viewer;
use super::text::bare_title;
use super::{Shared, off};
use crate::curriculum::{Lab, LabSpec, Lesson};
use crate::language::Language;

/// How many runs are counted; more are "20+".
const COUNTED: u32 = 20;

/// A lab's tile.
struct Tile {
    href: String,
    kind: &'static str,
    title: String,
    lang: Option<&'static str>,
    /// The lesson's title.
    lesson: String,
    /// The module's title.
    module: String,
    runs: Option<String>,
}

#[derive(Template)]
#[template(path = "labs.html")]
struct LabsPage {
    f: Frame,
    tiles: Vec<Tile>,
}

/// Shows the list.
pub async fn show(State(app): State<Shared>, look: Look, viewer: Viewer) -> Result<Response, Error> {
    off(move || {
        let course = app.library.course();
        let mut tiles = Vec::new();
        for lesson in course.lessons().filter(|lesson| may_read(&viewer, lesson)) {
            let module =
                course.module_of(&lesson.module).map(|module| module.title.get(look.language).clone());
            for lab in lesson.labs().filter_map(|id| course.lab(id.as_str())) {
                let runs = app.store.runs_of(viewer.id(), &lab.id, COUNTED)?.len();
                tiles.push(tile(&look, lesson, lab, module.clone().unwrap_or_default(), runs));
            }
        }
        let f = Frame::new(&look, Some(&viewer), Section::Labs, Messages::of(look.language).labs);
        Ok(render(&LabsPage { f, tiles }))
    })
    .await
}

fn tile(look: &Look, lesson: &Lesson, lab: &Lab, module: String, runs: usize) -> Tile {
    let t = Messages::of(look.language);
    let counted = if runs >= COUNTED as usize { format!("{COUNTED}+") } else { runs.to_string() };
    let content: Language = lab.text.language(look.language);
    Tile {
        href: look.href(&format!("lessons/{}#{}", lesson.id, lab.id)),
        kind: match lab.spec {
            LabSpec::Playground(_) => t.lab_playground,
            LabSpec::Digits { .. } => t.lab_digits,
        },
        title: bare_title(&lab.text.get(look.language).title),
        lang: (content != look.language).then(|| content.tag()),
        lesson: lesson.title.get(look.language).clone(),
        module,
        runs: (runs > 0).then(|| fill(t.runs_made, &[("n", &counted)])),
    }
}
