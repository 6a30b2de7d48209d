//! `/{language}/`: the next best step with its reasons, the week, progress, the map.

use askama::Template;
use axum::extract::rejection::QueryRejection;
use axum::extract::{Query, State};
use axum::response::{IntoResponse, Redirect, Response};
use jiff::civil::Date;
use jiff::{Timestamp, ToSpan as _};
use serde::Deserialize;

use super::error::Error;
use super::look::Look;
use super::map::{self, Map};
use super::messages::{Messages, duration, fill, percent};
use super::page::{Frame, Section, render};
use super::session::Viewer;
use super::text::{bare_title, escape};
use super::{Shared, icon, off, time};
use crate::clock;
use crate::curriculum::{Course, Lesson};
use crate::language::Language;
use crate::learner::{Standing, plan};
use crate::service::progress::{Progress, progress};
use crate::service::study::{self, Active};

/// `GET /`: to the home page in the language of the cookie or the browser.
pub async fn start(look: Look) -> Redirect {
    Redirect::to(&look.href(""))
}

/// Which of the proposed steps to show.
#[derive(Deserialize)]
pub struct Which {
    #[serde(default)]
    step: usize,
}

/// `GET /{language}/`.
pub async fn show(
    State(app): State<Shared>,
    look: Look,
    viewer: Viewer,
    which: Result<Query<Which>, QueryRejection>,
) -> Result<Response, Error> {
    off(move || {
        let now = clock::now();
        let progress = progress(&app, viewer.id(), now)?;
        let studied = study::active(&app.store, viewer.id(), now)?;
        let wanted = which.map_or(0, |Query(which)| which.step);
        Ok(render(&page(&look, &viewer, &progress, &studied, wanted)).into_response())
    })
    .await
}

/// A reason for a step.
struct Why {
    icon: &'static str,
    /// Markup.
    html: String,
}

/// A part of the track through a step.
struct Part {
    name: &'static str,
    detail: String,
    done: bool,
}

/// The card of the next step.
struct NextCard {
    href: String,
    title: String,
    title_language: Language,
    /// The title in the other language.
    subtitle: Option<String>,
    minutes: String,
    whys: Vec<Why>,
    /// The lesson's sections, with their addresses.
    sections: Vec<(String, String)>,
    parts: Vec<Part>,
    is_begun: bool,
    /// The step after this one.
    another: Option<String>,
}

/// A day's bar.
struct Day {
    name: String,
    x: u32,
    middle: u32,
    y: u32,
    height: u32,
    is_today: bool,
    title: String,
}

struct WeekCard {
    time: String,
    total: String,
    days: Vec<Day>,
}

/// A module's line of progress.
pub(super) struct Bar {
    pub(super) href: String,
    pub(super) title: String,
    pub(super) count: Option<String>,
    pub(super) percent: u32,
}

#[derive(Template)]
#[template(path = "home.html")]
struct HomePage {
    f: Frame,
    map_summary: String,
    greeting: String,
    week_line: String,
    next: Option<NextCard>,
    is_alternative: bool,
    has_lessons: bool,
    week: WeekCard,
    bars: Vec<Bar>,
    map: Map,
}

fn page(look: &Look, viewer: &Viewer, progress: &Progress, studied: &Active, wanted: usize) -> HomePage {
    let f = Frame::new(look, Some(viewer), Section::Learn, Messages::of(look.language).tab_learn);
    let t = f.t;
    let steps = progress.next_steps();
    let at = if wanted < steps.len() { wanted } else { 0 };
    let step = steps.get(at);
    let lesson = step.and_then(|step| progress.course.lesson(step.lesson.as_str()));
    let next = step.zip(lesson).map(|(step, lesson)| {
        let following = (at + 1) % steps.len().max(1);
        let another = (steps.len() > 1).then(|| look.href(&format!("?step={following}")));
        next_card(look, progress, step, lesson, another)
    });
    let hour = time::local(progress.now).hour();
    let greeting = match hour {
        4..=10 => t.morning,
        11..=17 => t.afternoon,
        _ => t.evening,
    };
    let days = week_days(studied, progress.now);
    let week: u64 = days.iter().sum();
    let map = map::draw(look, progress, lesson.map(AsRef::as_ref));
    HomePage {
        map_summary: fill(t.map_table, &[("n", &map.count)]),
        greeting: fill(greeting, &[("name", &viewer.person.name)]),
        week_line: if week == 0 {
            t.week_empty.to_owned()
        } else {
            fill(t.week_studied, &[("time", &duration(week, look.language))])
        },
        next,
        is_alternative: at > 0,
        has_lessons: progress.course.lessons().any(|lesson| !lesson.draft),
        week: week_card(t, look.language, &days, studied, progress.now),
        bars: bars(look, progress),
        map,
        f,
    }
}

fn next_card(
    look: &Look,
    progress: &Progress,
    step: &plan::Step,
    lesson: &Lesson,
    another: Option<String>,
) -> NextCard {
    let language = look.language;
    let t = Messages::of(language);
    let other = lesson.title.get(language.other());
    let (solved, all) = progress.of_lesson(lesson);
    let labs: Vec<&str> = lesson
        .labs()
        .filter_map(|id| progress.course.lab(id.as_str()))
        .map(|lab| lab.text.get(language).title.as_str())
        .collect();
    let main = lesson.components.first().map(|id| progress.mastery(id.as_str()));
    let is_mastered = main.is_some_and(|mastery| mastery.standing == Standing::Mastered);
    let parts = vec![
        Part { name: t.track_read, detail: fill(t.minutes, &[("n", &lesson.minutes)]), done: true },
        Part {
            name: t.track_lab,
            detail: labs.first().map_or(t.track_no_lab.to_owned(), |title| bare_title(title)),
            done: solved > 0,
        },
        Part {
            name: t.track_exercises,
            detail: if solved == all {
                fill(t.track_exercises_all, &[("n", &all)])
            } else {
                fill(t.track_exercises_left, &[("n", &(all - solved))])
            },
            done: solved == all,
        },
        Part {
            name: t.track_check,
            detail: match main.filter(|mastery| mastery.answers > 0) {
                Some(mastery) => fill(t.track_mastery, &[("percent", &percent(mastery.chance))]),
                None => t.track_aim.to_owned(),
            },
            done: is_mastered,
        },
    ];
    NextCard {
        href: look.href(&format!("lessons/{}", lesson.id)),
        title: lesson.title.get(language).clone(),
        title_language: lesson.title.language(language),
        subtitle: (other != lesson.title.get(language)).then(|| other.clone()),
        minutes: fill(t.minutes, &[("n", &lesson.minutes)]),
        whys: step.reasons.iter().map(|reason| why(look, &progress.course, lesson, reason)).collect(),
        sections: sections(look, lesson),
        parts,
        is_begun: solved > 0,
        another,
    }
}

/// The first sections of a lesson: what the step is about.
fn sections(look: &Look, lesson: &Lesson) -> Vec<(String, String)> {
    const SHOWN: usize = 6;
    let headings =
        lesson.outline.get(look.language).iter().filter(|heading| heading.level == 2).take(SHOWN);
    headings
        .map(|heading| {
            (look.href(&format!("lessons/{}#{}", lesson.id, heading.anchor)), heading.text.clone())
        })
        .collect()
}

/// Words a reason; names are escaped, the sentences are ours.
fn why(look: &Look, course: &Course, lesson: &Lesson, reason: &plan::Reason) -> Why {
    let t = Messages::of(look.language);
    let name = |id: &crate::id::ComponentId| {
        course
            .components
            .get(id.as_str())
            .map_or(String::new(), |component| escape(component.name.get(look.language)))
    };
    match reason {
        plan::Reason::Begun { solved, all } => {
            Why { icon: icon::AGAIN, html: fill(t.why_begun, &[("solved", solved), ("all", all)]) }
        }
        plan::Reason::FirstOfTrack => Why { icon: icon::FLAG, html: t.why_first.to_owned() },
        plan::Reason::Estimate { component, chance, answers } => {
            let sentence = if *answers == 1 { t.why_estimate_one } else { t.why_estimate };
            let values: [(&str, &dyn std::fmt::Display); 3] =
                [("answers", answers), ("percent", &percent(*chance)), ("component", &name(component))];
            Why { icon: icon::CURVE, html: fill(sentence, &values) }
        }
        plan::Reason::Due { component, days } => Why {
            icon: icon::CLOCK,
            html: fill(t.why_due, &[("days", days), ("component", &name(component))]),
        },
        plan::Reason::Opens { count } => {
            let opened: Vec<String> = course
                .components
                .iter()
                .filter(|other| {
                    lesson.components.first().is_some_and(|main| other.prerequisites.contains(main))
                })
                .map(|other| escape(other.name.get(look.language)))
                .take(3)
                .collect();
            let mut names = opened.join(look.language.pick("；", "; "));
            if *count > opened.len() {
                names = fill(t.and_more, &[("names", &names)]);
            }
            let sentence = if *count == 1 { t.why_opens_one } else { t.why_opens };
            Why { icon: icon::LINKS, html: fill(sentence, &[("count", count), ("names", &names)]) }
        }
    }
}

/// Seconds of each day of this week, Monday first.
fn week_days(studied: &Active, now: Timestamp) -> [u64; 7] {
    let monday = first_of_week(now);
    let mut days = [0; 7];
    for (day, time) in &studied.days {
        if let Ok(at) = usize::try_from((*day - monday).get_days())
            && at < 7
        {
            days[at] = u64::try_from(time.as_secs()).unwrap_or(0);
        }
    }
    days
}

fn first_of_week(now: Timestamp) -> Date {
    let today = time::local(now).date();
    today.saturating_sub(i64::from(today.weekday().to_monday_zero_offset()).days())
}

fn week_card(
    t: &Messages,
    language: Language,
    week: &[u64; 7],
    studied: &Active,
    now: Timestamp,
) -> WeekCard {
    const HEIGHT: u64 = 72;
    let today = usize::try_from(time::local(now).date().weekday().to_monday_zero_offset()).unwrap_or(0);
    let most = week.iter().copied().max().unwrap_or(0).max(1);
    let days = week
        .iter()
        .zip(t.weekdays.chars())
        .enumerate()
        .map(|(i, (seconds, name))| {
            let tall = u32::try_from(seconds * HEIGHT / most).unwrap_or(0);
            let height = if *seconds > 0 { tall.max(3) } else { 2 };
            let x = u32::try_from(i).unwrap_or(0) * 44 + 6;
            Day {
                name: name.to_string(),
                x,
                middle: x + 13,
                y: 78 - height,
                height,
                is_today: i == today,
                title: duration(*seconds, language),
            }
        })
        .collect();
    WeekCard {
        time: duration(week.iter().sum(), language),
        total: fill(
            t.study_total,
            &[("time", &duration(u64::try_from(studied.total.as_secs()).unwrap_or(0), language))],
        ),
        days,
    }
}

fn bars(look: &Look, progress: &Progress) -> Vec<Bar> {
    progress
        .course
        .modules
        .iter()
        .map(|module| {
            let (solved, all) = progress.of_module(module.id.as_str());
            let t = Messages::of(look.language);
            Bar {
                href: look.href(&format!("modules/{}", module.id)),
                title: module.title.get(look.language).clone(),
                count: (all > 0).then(|| fill(t.solved_of, &[("solved", &solved), ("all", &all)])),
                percent: u32::try_from(solved * 100 / all.max(1)).unwrap_or(0),
            }
        })
        .collect()
}
