//! The built front end, embedded: hashed names, compressed copies, one answer for `/assets/…`.
//!
//! `frontend/dist` is built by `npm run build` and committed; `cargo build` needs no Node.

use std::collections::BTreeMap;
use std::sync::LazyLock;

use axum::extract::Path;
use axum::http::{HeaderMap, HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Redirect, Response};
use rust_embed::RustEmbed;
use serde::Deserialize;

#[derive(RustEmbed)]
#[folder = "frontend/dist"]
struct Dist;

/// A line of `manifest.json`.
#[derive(Deserialize)]
struct Built {
    file: String,
}

static MANIFEST: LazyLock<BTreeMap<String, String>> = LazyLock::new(|| {
    let Some(file) = Dist::get("manifest.json") else { return BTreeMap::new() };
    let built: BTreeMap<String, Built> = serde_json::from_slice(&file.data).unwrap_or_default();
    built.into_iter().map(|(name, built)| (name, format!("/assets/{}", built.file))).collect()
});

/// Whether the front end was built with this file; an island that is not there is not loaded.
pub fn exists(name: &str) -> bool {
    MANIFEST.contains_key(name)
}

/// The address of a built file by its source name: `app.css` → `/assets/app-HASH.css`.
pub fn url(name: &str) -> &'static str {
    MANIFEST.get(name).map_or("/assets/missing", String::as_str)
}

/// `GET /assets/{name}`: names carry the hash of the content, so caches may keep them for ever.
pub async fn serve(Path(name): Path<String>, headers: HeaderMap) -> Response {
    let accepted = headers.get(header::ACCEPT_ENCODING).and_then(|value| value.to_str().ok()).unwrap_or("");
    let is_public = MANIFEST.values().any(|url| url.strip_prefix("/assets/") == Some(name.as_str()));
    if !is_public {
        return StatusCode::NOT_FOUND.into_response();
    }
    for (encoding, suffix) in [("br", ".br"), ("gzip", ".gz"), ("", "")] {
        if !encoding.is_empty() && !accepts(accepted, encoding) {
            continue;
        }
        let Some(file) = Dist::get(&format!("{name}{suffix}")) else { continue };
        let mut response = file.data.into_owned().into_response();
        let answer = response.headers_mut();
        answer.insert(header::CONTENT_TYPE, HeaderValue::from_static(content_type(&name)));
        answer
            .insert(header::CACHE_CONTROL, HeaderValue::from_static("public, max-age=31536000, immutable"));
        answer.insert(header::VARY, HeaderValue::from_static("accept-encoding"));
        if !encoding.is_empty() {
            answer.insert(header::CONTENT_ENCODING, HeaderValue::from_static(encoding));
        }
        return response;
    }
    StatusCode::NOT_FOUND.into_response()
}

/// `GET /favicon.ico`, which browsers ask for by themselves.
pub async fn icon() -> Redirect {
    Redirect::permanent(url("icon.svg"))
}

/// Whether a client takes this encoding; `q=0` refuses it.
fn accepts(accepted: &str, encoding: &str) -> bool {
    accepted.split(',').any(|part| {
        let mut pieces = part.split(';').map(str::trim);
        pieces.next() == Some(encoding) && !pieces.any(|piece| matches!(piece, "q=0" | "q=0.0" | "q=0.00"))
    })
}

fn content_type(name: &str) -> &'static str {
    match name.rsplit('.').next() {
        Some("css") => "text/css; charset=utf-8",
        Some("js") => "text/javascript; charset=utf-8",
        Some("svg") => "image/svg+xml",
        Some("woff2") => "font/woff2",
        _ => "application/octet-stream",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_style_sheet_is_built_and_has_a_hashed_name() {
        let url = url("app.css");
        assert!(url.starts_with("/assets/app-") && url.ends_with(".css"), "{url}");
    }

    #[test]
    fn an_encoding_with_weight_zero_is_refused() {
        assert!(accepts("gzip, br;q=0.8", "br"));
        assert!(!accepts("gzip, br;q=0", "br"));
        assert!(!accepts("identity", "gzip"));
    }
}
