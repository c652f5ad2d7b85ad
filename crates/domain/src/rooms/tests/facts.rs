use super::support::*;
use crate::rooms::find::{Facts, Sort, Wish, document, matches, rank};
use crate::rooms::{Access, Category, Equipment, Kind, Room};
use crate::search::Index;
use crate::text::Text;

fn group_room() -> Room {
    Room {
        id: room("kallio-1"),
        library: library("kallio"),
        kind: Kind::Room,
        category: Category::Group,
        name: Text::new("Ryhmätyötila 1", "Grupprum 1", "Group room 1"),
        about: Text::default(),
        place: Text::default(),
        photo: None,
        min_people: 2,
        max_people: 6,
        equipment: vec![Equipment::Display, Equipment::Whiteboard],
        access: vec![Access::StepFree],
        leaves: Vec::new(),
        members: Vec::new(),
        rules: rules(),
    }
}

#[test]
fn a_room_matches_a_wish_if_it_is_all_of_it() {
    let room = group_room();
    let wish = Wish::default;
    let good = [
        wish(),
        Wish {
            kind: Some(Kind::Room),
            ..wish()
        },
        Wish {
            library: Some(library("kallio")),
            ..wish()
        },
        Wish {
            category: Some(Category::Group),
            ..wish()
        },
        Wish {
            people: Some(2),
            ..wish()
        },
        Wish {
            people: Some(6),
            ..wish()
        },
        Wish {
            equipment: vec![Equipment::Whiteboard, Equipment::Display],
            ..wish()
        },
        Wish {
            access: vec![Access::StepFree],
            ..wish()
        },
    ];
    for wish in good {
        assert!(matches(&room, &wish), "{wish:?}");
    }
    let bad = [
        Wish {
            kind: Some(Kind::Machine),
            ..wish()
        },
        Wish {
            library: Some(library("oodi")),
            ..wish()
        },
        Wish {
            category: Some(Category::Quiet),
            ..wish()
        },
        Wish {
            people: Some(1),
            ..wish()
        },
        Wish {
            people: Some(7),
            ..wish()
        },
        Wish {
            equipment: vec![Equipment::Display, Equipment::Piano],
            ..wish()
        },
        Wish {
            access: vec![Access::StepFree, Access::Toilet],
            ..wish()
        },
    ];
    for wish in bad {
        assert!(!matches(&room, &wish), "{wish:?}");
    }
}

#[test]
fn a_room_is_found_by_its_name_its_library_and_its_use() {
    let room = group_room();
    let kallio = Text::same("Kallio");
    let words = vec!["Yhdessä työskentely".to_owned()];
    let index = Index::new([document(Facts::from(&room), &kallio, words)]);
    for words in ["ryhmätyötila", "grupprum", "kallio", "yhdessä"] {
        assert_eq!(index.search(words).len(), 1, "{words}");
    }
    assert!(index.search("piano").is_empty());
}

#[test]
fn rooms_stand_by_what_is_asked_for_and_otherwise_as_they_stood() {
    let early = Some(quarter("2026-12-01 10:00"));
    let late = Some(quarter("2026-12-01 12:00"));
    let rooms = [
        ("none", None, Some(100)),
        ("late", late, Some(200)),
        ("early", early, None),
        ("also early", early, Some(200)),
    ];
    let sorted = |sort| {
        let mut rooms = rooms;
        rooms.sort_by_key(|(_, first, metres)| rank(sort, *first, *metres));
        rooms.map(|(name, ..)| name)
    };
    assert_eq!(sorted(Sort::FirstFree), ["early", "also early", "late", "none"]);
    assert_eq!(sorted(Sort::Near), ["none", "also early", "late", "early"]);
    assert_eq!(sorted(Sort::Name), ["none", "late", "early", "also early"]);
}
