use super::*;
use proptest::prelude::*;

const PARTIES: Parties<'static> = Parties {
    issuer: "https://id.example.org",
    client: "jaettu",
};

fn now() -> DateTime<Utc> {
    "2026-11-23T12:00:00Z".parse().unwrap()
}

fn words(words: &[&str]) -> Words {
    Words(words.iter().map(|word| (*word).to_owned()).collect())
}

fn id_token() -> IdToken {
    IdToken {
        iss: PARTIES.issuer.to_owned(),
        sub: "somebody".to_owned(),
        aud: words(&["jaettu"]),
        exp: now().timestamp() + 300,
        iat: now().timestamp(),
        nonce: Some("nonce".to_owned()),
        ..IdToken::default()
    }
}

fn logout_token() -> LogoutToken {
    LogoutToken {
        iss: PARTIES.issuer.to_owned(),
        aud: words(&["jaettu"]),
        iat: now().timestamp(),
        exp: Some(now().timestamp() + 120),
        jti: "once".to_owned(),
        sid: Some("session".to_owned()),
        events: BTreeMap::from([(LOGOUT.to_owned(), IgnoredAny)]),
        ..LogoutToken::default()
    }
}

fn rules() -> Vec<GroupRule> {
    let rules = ["kirjasto=staff:kallio+oodi", "kirjasto-kaikki=staff:all", "ohjelma=coordinator", "CN=it,OU=hel=admin"];
    rules.iter().map(|rule| rule.parse().unwrap()).collect()
}

fn as_staff(groups: &[&str]) -> IdToken {
    IdToken {
        amr: words(&["helsinki_adfs"]),
        ad_groups: words(groups),
        ..id_token()
    }
}

#[test]
fn a_token_is_read_with_one_word_with_several_and_with_none() {
    let text = |amr: &str| {
        format!(r#"{{"iss":"i","sub":"s","aud":"jaettu","exp":1,"iat":1,"amr":{amr},"ad_groups":{amr},"loa":"low"}}"#)
    };
    let one: IdToken = serde_json::from_str(&text(r#""helsinkiad""#)).unwrap();
    let several: IdToken = serde_json::from_str(&text(r#"["pwd","helsinkiad"]"#)).unwrap();
    assert_eq!((one.amr, one.ad_groups, one.aud), (words(&["helsinkiad"]), words(&["helsinkiad"]), words(&["jaettu"])));
    assert_eq!(several.amr, words(&["pwd", "helsinkiad"]));
    let none: IdToken = serde_json::from_str(&text("null")).unwrap();
    assert_eq!(none.amr, words(&[]));
    assert!(serde_json::from_str::<IdToken>(&text("7")).is_err());
}

#[test]
fn an_id_token_is_taken_from_the_right_provider_for_us_in_time_and_for_this_sign_in() {
    let check = |token: &IdToken| check_id_token(token, PARTIES, "nonce", now());
    assert_eq!(check(&id_token()), Ok(()));
    let seconds = |n: i64| now().timestamp() + n;
    let wrong: Vec<(Fault, IdToken)> = vec![
        (Fault::Issuer, IdToken { iss: "https://id.example.org/".to_owned(), ..id_token() }),
        (Fault::Audience, IdToken { aud: words(&["another"]), ..id_token() }),
        (Fault::Audience, IdToken { aud: words(&[]), ..id_token() }),
        (Fault::Audience, IdToken { aud: words(&["jaettu", "another"]), ..id_token() }),
        (Fault::Audience, IdToken { azp: Some("another".to_owned()), ..id_token() }),
        (Fault::Audience, IdToken { aud: words(&["another"]), azp: Some("jaettu".to_owned()), ..id_token() }),
        (Fault::Time, IdToken { exp: seconds(-61), ..id_token() }),
        (Fault::Time, IdToken { iat: seconds(61), ..id_token() }),
        (Fault::Time, IdToken { iat: seconds(-601), ..id_token() }),
        (Fault::Time, IdToken { exp: i64::MAX, ..id_token() }),
        (Fault::Nonce, IdToken { nonce: None, ..id_token() }),
        (Fault::Nonce, IdToken { nonce: Some("other".to_owned()), ..id_token() }),
        (Fault::Subject, IdToken { sub: String::new(), ..id_token() }),
    ];
    for (number, (fault, token)) in wrong.iter().enumerate() {
        assert_eq!(check(token), Err(*fault), "case {number}");
    }
    let shared = IdToken { aud: words(&["jaettu", "another"]), azp: Some("jaettu".to_owned()), ..id_token() };
    assert_eq!(check(&shared), Ok(()));
}

#[test]
fn only_a_logout_token_ends_sessions() {
    let check = |token: &LogoutToken| check_logout_token(token, PARTIES, now());
    assert_eq!(check(&logout_token()), Ok(()));
    let wrong: Vec<(Fault, LogoutToken)> = vec![
        (Fault::Issuer, LogoutToken { iss: "https://other.example.org".to_owned(), ..logout_token() }),
        (Fault::Audience, LogoutToken { aud: words(&["another"]), ..logout_token() }),
        (Fault::Time, LogoutToken { iat: now().timestamp() - 700, ..logout_token() }),
        (Fault::Time, LogoutToken { exp: Some(now().timestamp() - 100), ..logout_token() }),
        (Fault::Kind, LogoutToken { nonce: Some(IgnoredAny), ..logout_token() }),
        (Fault::Kind, LogoutToken { events: BTreeMap::new(), ..logout_token() }),
        (Fault::Subject, LogoutToken { sid: None, ..logout_token() }),
        (Fault::Subject, LogoutToken { jti: String::new(), ..logout_token() }),
    ];
    for (number, (fault, token)) in wrong.iter().enumerate() {
        assert_eq!(check(token), Err(*fault), "case {number}");
    }
    let of_a_person = LogoutToken { sid: None, sub: Some("somebody".to_owned()), ..logout_token() };
    assert_eq!(check(&of_a_person), Ok(()));
}

#[test]
fn groups_are_read_as_operators_write_them() {
    let rules = rules();
    assert_eq!(rules[0].desks, Desks::These(vec![LibraryId::new("kallio").unwrap(), LibraryId::new("oodi").unwrap()]));
    assert_eq!((rules[1].role, &rules[1].desks), (Role::Staff, &Desks::All));
    assert_eq!((rules[3].group.as_str(), rules[3].role), ("CN=it,OU=hel", Role::Admin));
    for wrong in ["", "kirjasto", "=staff", "a=chief", "a=resident", "a=volunteer", "a=staff:", "a=staff:Kallio!", "a=staff:kallio+"] {
        assert_eq!(wrong.parse::<GroupRule>(), Err(NotARule), "{wrong}");
    }
}

#[test]
fn staff_are_whom_a_group_makes_staff_and_who_have_signed_in_as_staff() {
    let all = |token: &IdToken| standing(token, &rules());
    assert_eq!(all(&as_staff(&["kirjasto"])).0, Role::Staff);
    assert_eq!(all(&as_staff(&["kirjasto", "kirjasto-kaikki"])), (Role::Staff, Desks::All));
    assert_eq!(all(&as_staff(&["ohjelma", "kirjasto"])), (Role::Coordinator, rules()[0].desks.clone()));
    assert_eq!(all(&as_staff(&["Kirjasto", "muu"])), (Role::Resident, Desks::NONE));
    for amr in [&["suomi_fi"][..], &["heltunnistussuomifi"], &["unheard_of"], &[], &["helsinki_adfs", "suomi_fi"]] {
        let token = IdToken { amr: words(amr), ..as_staff(&["CN=it,OU=hel"]) };
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

#[test]
fn a_name_is_one_line_and_an_address_is_known_to_be_theirs() {
    let called = |whole: Option<&str>, given: Option<&str>, family: Option<&str>| {
        let own = |text: Option<&str>| text.map(str::to_owned);
        name(&IdToken { name: own(whole), given_name: own(given), family_name: own(family), ..id_token() })
    };
    assert_eq!(called(Some(" Testi\r\n\u{1b}Henkilö "), None, None), "Testi Henkilö");
    assert_eq!(called(None, Some("Testi"), Some("Henkilö")), "Testi Henkilö");
    assert_eq!(called(None, None, None), "–");
    assert_eq!(called(Some(&"ä".repeat(500)), None, None).chars().count(), LONGEST_NAME);
    let address = |verified, text: &str| {
        let token = IdToken { email: Some(text.to_owned()), email_verified: verified, ..id_token() };
        email(&token).map(|email| email.as_str().to_owned())
    };
    assert_eq!(address(true, "testi@example.org").as_deref(), Some("testi@example.org"));
    assert_eq!(address(false, "testi@example.org"), None);
    assert_eq!(address(true, "not an address"), None);
}

proptest! {
    #[test]
    fn nobody_is_more_than_a_resident_without_a_way_and_a_group_of_staff(
        amr in prop::collection::vec("[a-z_]{1,20}|suomi_fi|helsinki_adfs|eduad", 0..4),
        groups in prop::collection::vec("kirjasto|ohjelma|[a-z]{1,8}", 0..4),
    ) {
        let token = IdToken { amr: Words(amr), ad_groups: Words(groups), ..id_token() };
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

    #[test]
    fn no_time_breaks_the_checks(iat in any::<i64>(), exp in any::<i64>()) {
        let token = IdToken { iat, exp, ..id_token() };
        if check_id_token(&token, PARTIES, "nonce", now()).is_ok() {
            prop_assert!(iat >= now().timestamp() - 600 && exp > now().timestamp() - 61);
        }
    }
}
