//! Names in three languages, as Respa told them, and what its purposes are here.

use jaettu_domain::rooms::{Category, Equipment};
use jaettu_domain::text::{Language, Text};
use jaettu_words::Words;
use serde_json::{Map, Value, json};

/// Only the languages that there are; nothing if there is none.
pub(super) fn words(text: &Text) -> Value {
    let texts = Language::ALL.into_iter().zip(text.all());
    let there = texts.filter(|(_, text)| !text.is_empty());
    let there: Map<String, Value> = there
        .map(|(language, text)| (language.code().to_owned(), json!(text)))
        .collect();
    if there.is_empty() {
        Value::Null
    } else {
        Value::Object(there)
    }
}

fn said(say: impl Fn(Words) -> &'static str) -> Text {
    let [fi, sv, en] = Language::ALL.map(|language| say(Words::of(language)));
    Text::new(fi, sv, en)
}

/// What a room is for.
pub(super) fn category(category: Category) -> Text {
    said(|words| words.category(category))
}

/// What is there.
pub(super) fn equipment(equipment: Equipment) -> Text {
    said(|words| words.equipment(equipment))
}

/// What people wanted to do, in words that scripts ask for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Purpose {
    /// As it stands in addresses.
    pub(super) id: &'static str,
    name: [&'static str; 3],
}

const MEETINGS: Purpose = Purpose {
    id: "meetings-and-working",
    name: [
        "Kokoukset ja työskentely",
        "Möten och arbete",
        "Meetings and working",
    ],
};
const MEDIA: Purpose = Purpose {
    id: "photo-and-audio",
    name: ["Kuva ja ääni", "Bild och ljud", "Photo and audio"],
};
const MAKING: Purpose = Purpose {
    id: "manufacturing",
    name: [
        "Tekeminen ja korjaaminen",
        "Tillverka och laga",
        "Making and mending",
    ],
};
const SPORTS: Purpose = Purpose {
    id: "sports",
    name: ["Liikunta ja pelit", "Motion och spel", "Sports and games"],
};
const EVENTS: Purpose = Purpose {
    id: "events",
    name: ["Tapahtumat", "Evenemang", "Events"],
};

impl Purpose {
    pub(super) const fn of(category: Category) -> Self {
        match category {
            Category::Meeting | Category::Group | Category::Quiet => MEETINGS,
            Category::Hall | Category::Kitchen => EVENTS,
            Category::Music | Category::Studio | Category::Digitizing | Category::MediaComputer => MEDIA,
            Category::Games => SPORTS,
            Category::Workshop
            | Category::Sewing
            | Category::Overlock
            | Category::Embroidery
            | Category::Printer3d
            | Category::LaserCutter
            | Category::VinylCutter
            | Category::HeatPress
            | Category::LargePrinter => MAKING,
        }
    }

    pub(super) fn shape(self) -> Value {
        let [fi, sv, en] = self.name;
        json!({ "id": self.id, "name": words(&Text::new(fi, sv, en)), "parent": null })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_text_has_only_the_languages_that_there_are() {
        assert_eq!(
            words(&Text::new("huone", "", "room")),
            json!({ "fi": "huone", "en": "room" })
        );
        assert_eq!(words(&Text::default()), Value::Null);
    }

    #[test]
    fn every_use_has_its_name_in_every_language() {
        for one in Category::ALL {
            assert!(category(*one).all().iter().all(|name| !name.is_empty()), "{one}");
        }
        for one in Equipment::ALL {
            assert!(equipment(*one).all().iter().all(|name| !name.is_empty()), "{one}");
        }
    }
}
