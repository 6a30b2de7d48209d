//! The two languages of everything a person reads: zh-CN first, en equal.

use serde::{Deserialize, Serialize};

/// A language of the interface and of content.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize, Default)]
pub enum Language {
    /// Simplified Chinese, the primary language of content.
    #[default]
    #[serde(rename = "zh")]
    Chinese,
    /// English.
    #[serde(rename = "en")]
    English,
}

impl Language {
    /// Both languages, the primary one first.
    pub const ALL: [Self; 2] = [Self::Chinese, Self::English];

    /// The BCP 47 tag, as in `lang` attributes and file names: `zh-CN`, `en`.
    pub const fn tag(self) -> &'static str {
        match self {
            Self::Chinese => "zh-CN",
            Self::English => "en",
        }
    }

    /// The first segment of a page's path: `zh`, `en`.
    pub const fn slug(self) -> &'static str {
        match self {
            Self::Chinese => "zh",
            Self::English => "en",
        }
    }

    /// Reads a path segment.
    pub fn from_slug(slug: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|language| language.slug() == slug)
    }

    /// The other one.
    pub const fn other(self) -> Self {
        match self {
            Self::Chinese => Self::English,
            Self::English => Self::Chinese,
        }
    }

    /// Chooses between two sentences of one meaning.
    pub const fn pick<T: Copy>(self, zh: T, en: T) -> T {
        match self {
            Self::Chinese => zh,
            Self::English => en,
        }
    }
}

/// A value in the primary language and, where a translation stands, in English.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Localised<T> {
    /// Chinese, always there.
    pub zh: T,
    /// English, if translated.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub en: Option<T>,
}

impl<T> Localised<T> {
    /// Both languages.
    pub const fn both(zh: T, en: T) -> Self {
        Self { zh, en: Some(en) }
    }

    /// The value in `language`, else in the primary language.
    pub fn get(&self, language: Language) -> &T {
        match (language, &self.en) {
            (Language::English, Some(en)) => en,
            _ => &self.zh,
        }
    }

    /// The language in which [`get`](Self::get) answers: `lang` of the element that shows it.
    pub const fn language(&self, wanted: Language) -> Language {
        match (wanted, &self.en) {
            (Language::English, Some(_)) => Language::English,
            _ => Language::Chinese,
        }
    }

    /// Applies `f` to each language.
    pub fn map<U>(&self, mut f: impl FnMut(&T) -> U) -> Localised<U> {
        Localised { zh: f(&self.zh), en: self.en.as_ref().map(f) }
    }
}
