//! What stands around every page: languages, tabs, account, which styles and scripts to load.
//!
//! A page's template extends `base.html` and holds its [`Frame`] in the field `f`.

use askama::Template;
use axum::response::{Html, IntoResponse, Response};

use super::assets;
use super::error::Error;
use super::icon;
use super::look::{Look, Theme};
use super::messages::Messages;
use super::route;
use super::session::Viewer;
use crate::language::Language;

/// The parts of the site that a tab leads to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Section {
    /// Home, modules, lessons.
    Learn,
    /// The list of labs.
    Labs,
    /// An instructor's class and content.
    Teach,
    /// The grading desk.
    Desk,
    /// People, classes, invitations.
    People,
    /// None of them: sign-in, errors.
    Elsewhere,
}

/// A tab, in the bar on top and at the foot of a phone.
pub struct Tab {
    /// Where it leads.
    pub href: String,
    /// Its name.
    pub label: &'static str,
    /// Its drawing.
    pub icon: &'static str,
    /// Whether this page belongs to it.
    pub current: bool,
}

/// Who is signed in, as shown in the corner.
pub struct Account {
    /// Name.
    pub name: String,
    /// One or two letters.
    pub initial: String,
    /// The roles' names.
    pub roles: String,
    /// The class, if any.
    pub class: Option<String>,
}

/// Everything around a page's content.
pub struct Frame {
    /// The page's language.
    pub language: Language,
    /// Its words.
    pub t: &'static Messages,
    /// The title, without the site's name.
    pub title: String,
    /// The same page in the other language.
    pub other_href: String,
    /// The theme by wish.
    pub theme: Option<Theme>,
    /// Tabs that this person may open.
    pub tabs: Vec<Tab>,
    /// Who is signed in.
    pub account: Option<Account>,
    /// Whether the maths font is loaded ahead.
    pub math: bool,
    section: Section,
    shape: &'static str,
    islands: Vec<&'static str>,
    sheets: Vec<&'static str>,
}

impl Frame {
    /// The frame of a page.
    pub fn new(look: &Look, viewer: Option<&Viewer>, section: Section, title: impl Into<String>) -> Self {
        let language = look.language;
        let t = Messages::of(language);
        Self {
            language,
            t,
            title: title.into(),
            other_href: format!("/{}/{}", language.other().slug(), look.path),
            theme: look.theme,
            tabs: viewer.map(|viewer| tabs(language, viewer, section)).unwrap_or_default(),
            account: viewer.map(|viewer| Account {
                name: viewer.person.name.clone(),
                initial: initial(&viewer.person.name),
                roles: viewer.person.roles.iter().map(|role| t.role(*role)).collect::<Vec<_>>().join(" · "),
                class: viewer.class.clone(),
            }),
            math: false,
            section,
            shape: "page",
            islands: vec!["base.js"],
            sheets: vec!["app.css"],
        }
    }

    /// Sets the body's class, `p-{shape}`: `page`, `lesson`, `wide`.
    #[must_use]
    pub fn shaped(mut self, shape: &'static str) -> Self {
        self.shape = shape;
        self
    }

    /// Loads an island, `lesson.js`.
    #[must_use]
    pub fn island(mut self, name: &'static str) -> Self {
        self.islands.push(name);
        self
    }

    /// Loads a style sheet besides the common one, `lab.css`.
    #[must_use]
    pub fn sheet(mut self, name: &'static str) -> Self {
        self.sheets.push(name);
        self
    }

    /// Loads the maths font ahead if `wanted`.
    #[must_use]
    pub fn with_math(mut self, wanted: bool) -> Self {
        self.math = wanted;
        self
    }

    /// Addresses of the islands that were built.
    pub fn scripts(&self) -> Vec<&'static str> {
        self.islands.iter().filter(|name| assets::exists(name)).map(|name| assets::url(name)).collect()
    }

    /// Addresses of the style sheets that were built.
    pub fn styles(&self) -> Vec<&'static str> {
        self.sheets.iter().filter(|name| assets::exists(name)).map(|name| assets::url(name)).collect()
    }

    /// The body's classes.
    pub fn body_class(&self) -> String {
        let tabs = if self.tabs.is_empty() { " no-tabs" } else { "" };
        format!("p-{}{tabs}", self.shape)
    }

    /// What the theme button says now.
    pub fn theme_label(&self) -> &'static str {
        match self.theme {
            None => self.t.theme_system,
            Some(Theme::Light) => self.t.theme_light,
            Some(Theme::Dark) => self.t.theme_dark,
        }
    }

    /// The section this page belongs to.
    pub const fn section(&self) -> Section {
        self.section
    }
}

/// Renders a page; a template of ours cannot fail, so a failure is a fault of the server.
pub fn render(template: &impl Template) -> Response {
    match template.render() {
        Ok(markup) => Html(markup).into_response(),
        Err(error) => Error::internal(&error).into_response(),
    }
}

fn tabs(language: Language, viewer: &Viewer, current: Section) -> Vec<Tab> {
    let t = Messages::of(language);
    let slug = language.slug();
    let all = [
        (Section::Learn, String::new(), t.tab_learn, icon::HOME),
        (Section::Labs, "labs".to_owned(), t.tab_labs, icon::LAB),
        (Section::Teach, "teach".to_owned(), t.tab_teach, icon::TEACH),
        (Section::Desk, "desk".to_owned(), t.tab_desk, icon::DESK),
        (Section::People, "people".to_owned(), t.tab_people, icon::PEOPLE),
    ];
    all.into_iter()
        .filter(|(section, ..)| may_open(viewer, *section))
        .map(|(section, path, label, icon)| Tab {
            href: format!("/{slug}/{path}"),
            label,
            icon,
            current: section == current,
        })
        .collect()
}

/// Which tabs a person sees: those whose routes let them in.
fn may_open(viewer: &Viewer, section: Section) -> bool {
    match section {
        Section::Learn | Section::Labs => true,
        Section::Teach => route::TEACHING.allows(&viewer.person),
        Section::Desk => route::GRADING.allows(&viewer.person),
        Section::People => route::ADMINISTRATION.allows(&viewer.person),
        Section::Elsewhere => false,
    }
}

/// The first character of a Chinese name, the first letters of the first two words of another.
fn initial(name: &str) -> String {
    let is_latin = name.chars().next().is_some_and(|c| c.is_ascii_alphabetic());
    let take = if is_latin { 2 } else { 1 };
    name.split_whitespace().filter_map(|word| word.chars().next()).take(take).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn initials_fit_the_corner() {
        assert_eq!(initial("林晓"), "林");
        assert_eq!(initial("Lin Xiao"), "LX");
        assert_eq!(initial(""), "");
    }
}
