//! How a request wants its page: in which language, light or dark, and on which page the switch
//! of languages should stay.

use std::convert::Infallible;

use axum::extract::{FromRequestParts, Request};
use axum::http::header::ACCEPT_LANGUAGE;
use axum::http::request::Parts;
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use axum_extra::extract::CookieJar;
use axum_extra::extract::cookie::{Cookie, Expiration, SameSite};

use crate::language::Language;

/// The cookie that remembers the language of the last page.
pub const LANGUAGE_COOKIE: &str = "lang";

/// The cookie that keeps the theme; written by the page's script, so that the first paint of the
/// next page is right.
const THEME_COOKIE: &str = "theme";

/// Light or dark by the person's wish; without one the system decides.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Theme {
    /// Light.
    Light,
    /// Dark.
    Dark,
}

impl Theme {
    /// The value of the cookie and of `data-theme`.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Light => "light",
            Self::Dark => "dark",
        }
    }

    fn from_name(name: &str) -> Option<Self> {
        [Self::Light, Self::Dark].into_iter().find(|theme| theme.name() == name)
    }
}

/// What a request says about how to show its page.
#[derive(Debug, Clone)]
pub struct Look {
    /// The page's language: that of its path, else of the cookie, else of the browser.
    pub language: Language,
    /// The theme by wish.
    pub theme: Option<Theme>,
    /// The path after the language, with its query: `lessons/ml-overfitting`.
    pub path: String,
}

impl<S: Sync> FromRequestParts<S> for Look {
    type Rejection = Infallible;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, Infallible> {
        Ok(Self::of(parts))
    }
}

impl Look {
    /// Reads it from a request.
    pub fn of(parts: &Parts) -> Self {
        let jar = CookieJar::from_headers(&parts.headers);
        let cookie = |name: &str| jar.get(name).map(|cookie| cookie.value().to_owned());
        let mut segments = parts.uri.path().trim_start_matches('/').splitn(2, '/');
        let in_path = segments.next().and_then(Language::from_slug);
        let rest = in_path.and_then(|_| segments.next()).unwrap_or("");
        let query = parts.uri.query().filter(|_| in_path.is_some()).map(|query| format!("?{query}"));
        let accepted = parts.headers.get(ACCEPT_LANGUAGE).and_then(|value| value.to_str().ok());
        Self {
            language: in_path
                .or_else(|| cookie(LANGUAGE_COOKIE).and_then(|slug| Language::from_slug(&slug)))
                .unwrap_or_else(|| preferred(accepted.unwrap_or(""))),
            theme: cookie(THEME_COOKIE).and_then(|name| Theme::from_name(&name)),
            path: format!("{rest}{}", query.unwrap_or_default()),
        }
    }

    /// The address of a page in this language: `href("lessons/ml-overfitting")`.
    pub fn href(&self, path: &str) -> String {
        format!("/{}/{path}", self.language.slug())
    }
}

/// Remembers the language of the page in a cookie, so that `/` and links lead to it.
pub async fn remember(request: Request, next: Next) -> Response {
    let (parts, body) = request.into_parts();
    let in_path = parts.uri.path().trim_start_matches('/').split('/').next().and_then(Language::from_slug);
    let known = CookieJar::from_headers(&parts.headers)
        .get(LANGUAGE_COOKIE)
        .and_then(|cookie| Language::from_slug(cookie.value()));
    let response = next.run(Request::from_parts(parts, body)).await;
    match in_path {
        Some(language) if known != in_path => {
            let cookie = Cookie::build((LANGUAGE_COOKIE, language.slug()))
                .path("/")
                .same_site(SameSite::Lax)
                .permanent()
                // Its age says enough: a date would make two equal answers differ.
                .expires(Expiration::Session);
            (CookieJar::new().add(cookie), response).into_response()
        }
        _ => response,
    }
}

/// The first language of an `Accept-Language` header that we have; a browser lists them by weight.
fn preferred(accepted: &str) -> Language {
    accepted
        .split(',')
        .find_map(|range| {
            let tag = range.split(';').next().unwrap_or("").trim().to_ascii_lowercase();
            Language::from_slug(tag.split('-').next().unwrap_or(""))
        })
        .unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use axum::http::Request;

    use super::*;

    fn look(uri: &str, headers: &[(&str, &str)]) -> Look {
        let mut request = Request::builder().uri(uri);
        for (name, value) in headers {
            request = request.header(*name, *value);
        }
        Look::of(&request.body(()).unwrap().into_parts().0)
    }

    #[test]
    fn the_path_decides_then_the_cookie_then_the_browser() {
        assert_eq!(look("/en/labs", &[("cookie", "lang=zh")]).language, Language::English);
        assert_eq!(look("/", &[("cookie", "lang=en")]).language, Language::English);
        assert_eq!(
            look("/", &[("accept-language", "fr, en-GB;q=0.8, zh;q=0.5")]).language,
            Language::English
        );
        assert_eq!(look("/", &[]).language, Language::Chinese);
    }

    #[test]
    fn the_switch_stays_on_the_page() {
        assert_eq!(look("/zh/lessons/ml-overfitting?step=2", &[]).path, "lessons/ml-overfitting?step=2");
        assert_eq!(look("/zh/", &[]).path, "");
        assert_eq!(look("/api/study", &[]).path, "");
    }
}
