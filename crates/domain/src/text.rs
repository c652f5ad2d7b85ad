//! Words in the three languages of the service.
//!
//! Texts that people have written (names, descriptions) travel as `{fi, sv, en}`; the words of the interface
//! itself are in `locales/`, not here.

use serde::{Deserialize, Serialize};

/// A language of the service. The city serves in Finnish and Swedish by law, and in English.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[cfg_attr(feature = "wire", derive(jaettu_wire_derive::FromJson))]
#[serde(rename_all = "lowercase")]
pub enum Language {
    /// Finnish, the default.
    #[default]
    Fi,
    /// Swedish.
    Sv,
    /// English.
    En,
}

impl Language {
    /// All languages, the default first.
    pub const ALL: [Self; 3] = [Self::Fi, Self::Sv, Self::En];
    /// Their codes.
    pub const CODES: &'static [&'static str] = &["fi", "sv", "en"];

    /// The code used in addresses and in the `lang` attribute: `fi`, `sv`, `en`.
    pub const fn code(self) -> &'static str {
        match self {
            Self::Fi => "fi",
            Self::Sv => "sv",
            Self::En => "en",
        }
    }

    /// The language with this code, exactly as [`Language::code`] writes it.
    pub fn from_code(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|language| language.code() == code)
    }
}

/// A word that is not the code of a language.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct NotALanguage;

impl std::fmt::Display for NotALanguage {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("one of fi, sv, en")
    }
}

impl std::str::FromStr for Language {
    type Err = NotALanguage;
    fn from_str(code: &str) -> Result<Self, NotALanguage> {
        Self::from_code(code).ok_or(NotALanguage)
    }
}

/// A text in every language of the service.
///
/// A translation may be empty when its writer has not supplied it; [`Text::get`] then falls back to Finnish, and
/// [`Text::language_of`] tells which language is really shown so that the page can mark it.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[cfg_attr(feature = "wire", derive(jaettu_wire_derive::FromJson))]
#[serde(deny_unknown_fields)]
pub struct Text {
    /// Finnish.
    pub fi: String,
    /// Swedish.
    #[serde(default)]
    pub sv: String,
    /// English.
    #[serde(default)]
    pub en: String,
}

impl Text {
    /// A text from its three languages.
    pub fn new(fi: impl Into<String>, sv: impl Into<String>, en: impl Into<String>) -> Self {
        Self {
            fi: fi.into(),
            sv: sv.into(),
            en: en.into(),
        }
    }

    /// The same words in every language, for names that are not translated.
    pub fn same(word: impl Into<String>) -> Self {
        let word = word.into();
        Self {
            fi: word.clone(),
            sv: word.clone(),
            en: word,
        }
    }

    fn own(&self, language: Language) -> &str {
        match language {
            Language::Fi => &self.fi,
            Language::Sv => &self.sv,
            Language::En => &self.en,
        }
    }

    /// The text in `language`, or in Finnish where the translation is missing.
    pub fn get(&self, language: Language) -> &str {
        self.own(self.language_of(language))
    }

    /// The language that [`Text::get`] answers in.
    pub fn language_of(&self, wanted: Language) -> Language {
        if self.own(wanted).is_empty() {
            Language::Fi
        } else {
            wanted
        }
    }

    /// Whether there is no text at all.
    pub fn is_empty(&self) -> bool {
        self.fi.is_empty() && self.sv.is_empty() && self.en.is_empty()
    }

    /// The texts of all languages, Finnish first.
    pub fn all(&self) -> [&str; 3] {
        [&self.fi, &self.sv, &self.en]
    }
}

/// A key by which names stand in order: puts å, ä and ö where they stand in the alphabets of Finland: after z, in this order.
pub fn alphabetical(name: &str) -> String {
    let mut key = String::with_capacity(name.len());
    for letter in name.chars() {
        key.push(match letter {
            'å' | 'Å' => '{',
            'ä' | 'Ä' => '|',
            'ö' | 'Ö' => '}',
            // Three alphabets are enough here; the table of all of them would weigh as much as this module.
            other => other.to_ascii_lowercase(),
        });
    }
    key
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_missing_translation_falls_back_to_finnish_and_says_so() {
        let text = Text::new("porakone", "", "drill");
        assert_eq!(text.get(Language::En), "drill");
        assert_eq!(text.get(Language::Sv), "porakone");
        assert_eq!(text.language_of(Language::Sv), Language::Fi);
    }

    #[test]
    fn every_code_names_its_language_and_nothing_else_does() {
        for language in Language::ALL {
            assert_eq!(Language::from_code(language.code()), Some(language));
        }
        assert_eq!(Language::from_code("FI"), None);
        assert_eq!(Language::from_code(""), None);
    }
}
