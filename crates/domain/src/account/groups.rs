//! Who is staff, by how they have signed in at the OpenID provider and by their groups in the city's directory.

use super::oidc::IdToken;
use super::{Desks, Role};
use crate::id::LibraryId;
use std::fmt;
use std::str::FromStr;

/// How residents show who they are.
const RESIDENTS: [&str; 2] = ["suomi_fi", "heltunnistussuomifi"];
/// How the city's staff do.
const STAFF: [&str; 4] = ["helsinki_adfs", "helsinkiad", "helsinkiazuread", "eduad"];
/// What members of a group of the city's directory are: `group=role`, `group=staff:kallio+oodi`, `group=staff:all`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct GroupRule {
    /// The group, as the provider names it.
    pub group: String,
    /// What its members are.
    pub role: Role,
    /// At which desks they work.
    pub desks: Desks,
}

/// A text that is not the rule of a group.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct NotARule;

impl fmt::Display for NotARule {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("group=role, group=role:library+library or group=role:all; the role is staff, coordinator or admin")
    }
}

impl std::error::Error for NotARule {}

impl FromStr for GroupRule {
    type Err = NotARule;

    fn from_str(text: &str) -> Result<Self, NotARule> {
        // Names of groups may have equals signs.
        let (group, right) = text.trim().rsplit_once('=').ok_or(NotARule)?;
        let (role, desks) = right
            .split_once(':')
            .map_or((right, None), |(role, desks)| (role, Some(desks)));
        let role = role.parse().map_err(|_| NotARule)?;
        let desks = match desks {
            None => Desks::NONE,
            Some("all") => Desks::All,
            Some(libraries) => {
                let libraries: Result<Vec<LibraryId>, _> = libraries.split('+').map(LibraryId::new).collect();
                Desks::These(libraries.map_err(|_| NotARule)?)
            }
        };
        // Residents need no group, and volunteers are chosen here.
        if group.is_empty() || role < Role::Staff {
            return Err(NotARule);
        }
        let group = group.to_owned();
        Ok(Self { group, role, desks })
    }
}

/// What somebody is by their token: the highest role of their groups and the desks of all, if they have signed in as the
/// city's staff do, and a resident otherwise.
pub fn standing(token: &IdToken, rules: &[GroupRule]) -> (Role, Desks) {
    if !token.amr.has_one_of(&STAFF) || token.amr.has_one_of(&RESIDENTS) {
        return (Role::Resident, Desks::NONE);
    }
    let mut standing = (Role::Resident, Desks::NONE);
    for rule in rules.iter().filter(|rule| token.ad_groups.has(&rule.group)) {
        standing = (standing.0.max(rule.role), both(standing.1, &rule.desks));
    }
    standing
}

fn both(some: Desks, more: &Desks) -> Desks {
    let (Desks::These(mut libraries), Desks::These(more)) = (some, more) else {
        return Desks::All;
    };
    for library in more {
        if !libraries.contains(library) {
            libraries.push(library.clone());
        }
    }
    Desks::These(libraries)
}

/// What somebody is from this sign-in on. A group that is lost takes its role along; volunteers are chosen here, not there.
pub fn next_role(before: Role, given: Role) -> Role {
    if before == Role::Volunteer {
        given.max(before)
    } else {
        given
    }
}

#[cfg(test)]
mod tests {
    use super::super::oidc::Words;
    use super::*;
    use proptest::prelude::*;

    fn words(words: &[&str]) -> Words {
        Words(words.iter().map(|word| (*word).to_owned()).collect())
    }

    fn rules() -> Vec<GroupRule> {
        let rules = [
            "kirjasto=staff:kallio+oodi",
            "kirjasto-kaikki=staff:all",
            "ohjelma=coordinator",
            "CN=it,OU=hel=admin",
        ];
        rules.iter().map(|rule| rule.parse().unwrap()).collect()
    }

    fn as_staff(groups: &[&str]) -> IdToken {
        IdToken {
            amr: words(&["helsinki_adfs"]),
            ad_groups: words(groups),
            ..IdToken::default()
        }
    }

    #[test]
    fn groups_are_read_as_operators_write_them() {
        let rules = rules();
        assert_eq!(
            rules[0].desks,
            Desks::These(vec![
                LibraryId::new("kallio").unwrap(),
                LibraryId::new("oodi").unwrap()
            ])
        );
        assert_eq!((rules[1].role, &rules[1].desks), (Role::Staff, &Desks::All));
        assert_eq!(
            (rules[3].group.as_str(), rules[3].role),
            ("CN=it,OU=hel", Role::Admin)
        );
        for wrong in [
            "",
            "kirjasto",
            "=staff",
            "a=chief",
            "a=resident",
            "a=volunteer",
            "a=staff:",
            "a=staff:Kallio!",
            "a=staff:kallio+",
        ] {
            assert_eq!(wrong.parse::<GroupRule>(), Err(NotARule), "{wrong}");
        }
    }

    #[test]
    fn staff_are_whom_a_group_makes_staff_and_who_have_signed_in_as_staff() {
        let all = |token: &IdToken| standing(token, &rules());
        assert_eq!(all(&as_staff(&["kirjasto"])).0, Role::Staff);
        assert_eq!(
            all(&as_staff(&["kirjasto", "kirjasto-kaikki"])),
            (Role::Staff, Desks::All)
        );
        assert_eq!(
            all(&as_staff(&["ohjelma", "kirjasto"])),
            (Role::Coordinator, rules()[0].desks.clone())
        );
        assert_eq!(
            all(&as_staff(&["Kirjasto", "muu"])),
            (Role::Resident, Desks::NONE)
        );
        for amr in [
            &["suomi_fi"][..],
            &["heltunnistussuomifi"],
            &["unheard_of"],
            &[],
            &["helsinki_adfs", "suomi_fi"],
        ] {
            let token = IdToken {
                amr: words(amr),
                ..as_staff(&["CN=it,OU=hel"])
            };
            assert_eq!(all(&token), (Role::Resident, Desks::NONE), "{amr:?}");
        }
    }

    #[test]
    fn a_lost_group_takes_the_role_along_and_volunteers_stay() {
        assert_eq!(next_role(Role::Admin, Role::Resident), Role::Resident);
        assert_eq!(next_role(Role::Volunteer, Role::Resident), Role::Volunteer);
        assert_eq!(next_role(Role::Volunteer, Role::Staff), Role::Staff);
        assert_eq!(next_role(Role::Resident, Role::Staff), Role::Staff);
    }

    proptest! {
        #[test]
        fn nobody_is_more_than_a_resident_without_a_way_and_a_group_of_staff(
            amr in prop::collection::vec("[a-z_]{1,20}|suomi_fi|helsinki_adfs|eduad", 0..4),
            groups in prop::collection::vec("kirjasto|ohjelma|[a-z]{1,8}", 0..4),
        ) {
            let token = IdToken { amr: Words(amr), ad_groups: Words(groups), ..IdToken::default() };
            let (role, desks) = standing(&token, &rules());
            let as_staff = token.amr.has_one_of(&STAFF) && !token.amr.has_one_of(&RESIDENTS);
            let member = rules().iter().any(|rule| token.ad_groups.has(&rule.group));
            prop_assert_eq!(role > Role::Resident, as_staff && member);
            prop_assert!(role > Role::Resident || desks == Desks::NONE);
            // Whoever loses their groups loses everything.
            let without = IdToken { ad_groups: Words::default(), ..token };
            prop_assert_eq!(standing(&without, &rules()), (Role::Resident, Desks::NONE));
        }

        #[test]
        fn no_text_breaks_the_reading_of_groups(text in ".{0,60}") {
            if let Ok(rule) = text.parse::<GroupRule>() {
                prop_assert!(rule.role >= Role::Staff && !rule.group.is_empty());
            }
        }
    }
}
