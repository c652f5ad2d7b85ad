//! The two apps that are built from the root package: the residents' and the staff desk.

use crate::paths;
use std::ops::Range;
use std::path::PathBuf;

/// One app: a template, a Trunk file, a program, words and a folder in `dist/`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum App {
    Residents,
    Desk,
}

impl App {
    pub(crate) const ALL: [Self; 2] = [Self::Residents, Self::Desk];

    /// As in `dist/` and on the command line.
    pub(crate) const fn name(self) -> &'static str {
        match self {
            Self::Residents => "residents",
            Self::Desk => "desk",
        }
    }

    pub(crate) fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|app| app.name() == name)
    }

    /// For people: what is being built.
    pub(crate) const fn title(self) -> &'static str {
        match self {
            Self::Residents => "the app",
            Self::Desk => "the desk",
        }
    }

    /// Trunk's configuration.
    pub(crate) const fn config(self) -> &'static str {
        match self {
            Self::Residents => "Trunk.toml",
            Self::Desk => "Trunk.desk.toml",
        }
    }

    /// The page that Trunk fills in.
    pub(crate) const fn template(self) -> &'static str {
        match self {
            Self::Residents => "index.html",
            Self::Desk => "desk.html",
        }
    }

    /// The address of its files, as `public_url` in its configuration.
    pub(crate) const fn address(self) -> &'static str {
        match self {
            Self::Residents => "/",
            Self::Desk => "/desk/",
        }
    }

    /// Its part of the words.
    pub(crate) const fn words(self) -> Range<usize> {
        match self {
            Self::Residents => jaettu_words::RESIDENTS,
            Self::Desk => jaettu_words::DESK,
        }
    }

    /// Bytes of a first visit, with brotli: what we aim at, and what fails the tests.
    pub(crate) const fn limits(self) -> (u64, u64) {
        match self {
            Self::Residents => (150_000, 250_000),
            Self::Desk => (150_000, 250_000),
        }
    }

    /// Where it is served from.
    pub(crate) fn folder(self) -> PathBuf {
        paths::dist().join(self.name())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::fs;

    #[test]
    fn trunk_is_told_the_same_about_each_app() {
        for app in App::ALL {
            let config = fs::read_to_string(paths::root().join(app.config())).unwrap();
            for line in [
                format!("target = \"{}\"", app.template()),
                format!("dist = \"dist/{}\"", app.name()),
                format!("public_url = \"{}\"", app.address()),
                format!("command_arguments = [\"xtask\", \"finish\", \"{}\"]", app.name()),
            ] {
                assert!(config.contains(&line), "{}: {line}", app.config());
            }
        }
    }

    #[test]
    fn both_programs_are_built_alike_so_that_the_second_finds_what_the_first_compiled() {
        let flags = |app: App| {
            let template = fs::read_to_string(paths::root().join(app.template())).unwrap();
            let lines = template.lines().map(str::trim);
            let flags =
                lines.filter(|line| line.starts_with("data-cargo-") || line.starts_with("data-wasm-opt"));
            flags.map(str::to_owned).collect::<Vec<_>>()
        };
        assert_eq!(flags(App::Residents), flags(App::Desk));
        assert_eq!(flags(App::Desk).len(), 3);
    }
}
