//! Reads calendar files as RFC 5545 has them, and takes nothing that it forbids. Knows nothing of how they are written.

use chrono::NaiveDateTime;

/// What stands between a `BEGIN` and its `END`.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Component {
    pub name: String,
    pub properties: Vec<Property>,
    pub components: Vec<Component>,
}

/// A line: `NAME;PARAMETER=VALUE:VALUE`.
#[derive(Clone, Debug, PartialEq)]
pub struct Property {
    pub name: String,
    pub parameters: Vec<(String, String)>,
    pub value: String,
}

/// When something is: in UTC, or as the clocks of a zone show it.
#[derive(Clone, Debug, PartialEq)]
pub struct Moment {
    pub zone: Option<String>,
    pub shown: NaiveDateTime,
}

/// The calendar in a file.
pub fn read(text: &str) -> Component {
    let mut lines = unfolded(text).into_iter().map(|line| property(&line));
    let first = lines.next().expect("a file has lines");
    assert_eq!(
        (first.name.as_str(), first.value.as_str()),
        ("BEGIN", "VCALENDAR")
    );
    let calendar = component(first.value, &mut lines);
    assert!(lines.next().is_none(), "something stands after the calendar");
    calendar
}

/// The logical lines of a file.
fn unfolded(text: &str) -> Vec<String> {
    let text = text.strip_suffix("\r\n").expect("the last line ends");
    let mut logical: Vec<String> = Vec::new();
    for line in text.split("\r\n") {
        assert!(line.len() <= 75, "a line of {} octets: {line}", line.len());
        assert!(!line.is_empty(), "an empty line");
        assert!(!line.contains(|letter: char| letter.is_ascii_control() && letter != '\t'));
        match (line.strip_prefix([' ', '\t']), logical.last_mut()) {
            (Some(more), Some(last)) => last.push_str(more),
            _ => logical.push(line.to_owned()),
        }
    }
    logical
}

fn property(line: &str) -> Property {
    let mut quoted = false;
    let colon = line.find(|letter| {
        quoted ^= letter == '"';
        letter == ':' && !quoted
    });
    let (head, value) = line.split_at(colon.expect("a line has a colon"));
    let mut parts = head.split(';');
    let name = parts.next().unwrap_or_default();
    let is_name =
        |name: &str| !name.is_empty() && name.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-');
    assert!(is_name(name), "{line}");
    let parameters = parts.map(|part| {
        let (name, value) = part.split_once('=').expect("a parameter has a value");
        assert!(is_name(name), "{line}");
        (name.to_owned(), value.trim_matches('"').to_owned())
    });
    Property {
        name: name.to_owned(),
        parameters: parameters.collect(),
        value: value[1..].to_owned(),
    }
}

fn component(name: String, lines: &mut dyn Iterator<Item = Property>) -> Component {
    let mut component = Component {
        name,
        ..Component::default()
    };
    loop {
        let line = lines.next().expect("a component ends");
        match line.name.as_str() {
            "BEGIN" => component.components.push(self::component(line.value, lines)),
            "END" => {
                assert_eq!(line.value, component.name);
                return component;
            }
            _ => component.properties.push(line),
        }
    }
}

/// A text as it was before it was escaped.
fn unescaped(value: &str) -> String {
    let mut text = String::new();
    let mut letters = value.chars();
    while let Some(letter) = letters.next() {
        assert!(!matches!(letter, ';' | ','), "{letter} is not escaped in {value}");
        if letter != '\\' {
            text.push(letter);
            continue;
        }
        let escaped = letters.next().expect("something is escaped");
        assert!(
            "nN\\;,".contains(escaped),
            "{escaped} cannot be escaped in {value}"
        );
        text.push(if matches!(escaped, 'n' | 'N') {
            '\n'
        } else {
            escaped
        });
    }
    text
}

impl Component {
    /// The parts of this kind.
    pub fn parts(&self, name: &str) -> Vec<&Self> {
        let all = self.components.iter();
        all.filter(|component| component.name == name).collect()
    }

    /// The only part of this kind.
    pub fn part(&self, name: &str) -> &Self {
        let parts = self.parts(name);
        assert_eq!(parts.len(), 1, "{name}");
        parts[0]
    }

    /// The property of this name, which stands once at most.
    pub fn find(&self, name: &str) -> Option<&Property> {
        let mut found = self.properties.iter().filter(|property| property.name == name);
        let property = found.next();
        assert!(found.next().is_none(), "{name} stands twice");
        property
    }

    /// A value as it stands there; empty if it does not.
    pub fn value(&self, name: &str) -> &str {
        self.find(name).map_or("", |property| property.value.as_str())
    }

    /// A text; empty if it is not there.
    pub fn text(&self, name: &str) -> String {
        unescaped(self.value(name))
    }

    /// When something is.
    pub fn moment(&self, name: &str) -> Moment {
        let property = self.find(name).expect(name);
        let zone = property.parameters.iter().find(|(name, _)| name == "TZID");
        let (digits, is_utc) = match property.value.strip_suffix('Z') {
            Some(digits) => (digits, true),
            None => (property.value.as_str(), false),
        };
        assert_eq!(zone.is_none(), is_utc, "in UTC or in a zone: {property:?}");
        Moment {
            zone: zone.map(|(_, zone)| zone.clone()),
            shown: NaiveDateTime::parse_from_str(digits, "%Y%m%dT%H%M%S").expect(digits),
        }
    }
}
