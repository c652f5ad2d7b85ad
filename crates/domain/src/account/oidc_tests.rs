use super::*;
use proptest::prelude::*;

const PARTIES: Parties<'static> = Parties {
    issuer: "https://id.example.org",
    client: "jaettu",
};

/// Makes something wrong.
type Change<T> = fn(&mut T);

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
        events: Events {
            logout: Some(IgnoredAny),
        },
        ..LogoutToken::default()
    }
}

#[test]
fn a_token_is_read_with_one_word_with_several_and_with_none() {
    let text = |amr: &str| {
        format!(
            r#"{{"iss":"i","sub":"s","aud":"jaettu","exp":1,"iat":1,"amr":{amr},"ad_groups":{amr},"loa":"low"}}"#
        )
    };
    let one: IdToken = serde_json::from_str(&text(r#""helsinkiad""#)).unwrap();
    let several: IdToken = serde_json::from_str(&text(r#"["pwd","helsinkiad"]"#)).unwrap();
    assert_eq!(
        (one.amr, one.ad_groups, one.aud),
        (words(&["helsinkiad"]), words(&["helsinkiad"]), words(&["jaettu"]))
    );
    assert_eq!(several.amr, words(&["pwd", "helsinkiad"]));
    let none: IdToken = serde_json::from_str(&text("null")).unwrap();
    assert_eq!(none.amr, words(&[]));
    assert!(serde_json::from_str::<IdToken>(&text("7")).is_err());
}

#[test]
fn an_id_token_is_taken_from_the_right_provider_for_us_in_time_and_for_this_sign_in() {
    let wrong: [(Fault, Change<IdToken>); 13] = [
        (Fault::Issuer, |token| token.iss.push('/')),
        (Fault::Audience, |token| token.aud = words(&["another"])),
        (Fault::Audience, |token| token.aud = words(&[])),
        (Fault::Audience, |token| token.aud = words(&["jaettu", "another"])),
        (Fault::Audience, |token| token.azp = Some("another".to_owned())),
        (Fault::Audience, |token| {
            token.aud = words(&["another"]);
            token.azp = Some("jaettu".to_owned());
        }),
        (Fault::Time, |token| token.exp -= 361),
        (Fault::Time, |token| token.iat += 61),
        (Fault::Time, |token| token.iat -= 601),
        (Fault::Time, |token| token.exp = i64::MAX),
        (Fault::Nonce, |token| token.nonce = None),
        (Fault::Nonce, |token| token.nonce = Some("other".to_owned())),
        (Fault::Subject, |token| token.sub.clear()),
    ];
    let check = |token: &IdToken| check_id_token(token, PARTIES, "nonce", now());
    assert_eq!(check(&id_token()), Ok(()));
    for (number, (fault, change)) in wrong.into_iter().enumerate() {
        let mut token = id_token();
        change(&mut token);
        assert_eq!(check(&token), Err(fault), "case {number}");
    }
    let shared = IdToken {
        aud: words(&["jaettu", "another"]),
        azp: Some("jaettu".to_owned()),
        ..id_token()
    };
    assert_eq!(check(&shared), Ok(()));
}

#[test]
fn only_a_logout_token_ends_sessions() {
    let wrong: [(Fault, Change<LogoutToken>); 8] = [
        (Fault::Issuer, |token| token.iss.push('/')),
        (Fault::Audience, |token| token.aud = words(&["another"])),
        (Fault::Time, |token| token.iat -= 601),
        (Fault::Time, |token| token.exp = Some(token.iat - 61)),
        (Fault::Kind, |token| token.nonce = Some(IgnoredAny)),
        (Fault::Kind, |token| token.events = Events::default()),
        (Fault::Subject, |token| token.sid = None),
        (Fault::Subject, |token| token.jti.clear()),
    ];
    let check = |token: &LogoutToken| check_logout_token(token, PARTIES, now());
    assert_eq!(check(&logout_token()), Ok(()));
    for (number, (fault, change)) in wrong.into_iter().enumerate() {
        let mut token = logout_token();
        change(&mut token);
        assert_eq!(check(&token), Err(fault), "case {number}");
    }
    let of_a_person = LogoutToken {
        sid: None,
        sub: Some("somebody".to_owned()),
        ..logout_token()
    };
    assert_eq!(check(&of_a_person), Ok(()));
    let read = |events: &str| {
        let text = format!(r#"{{"iss":"i","aud":"a","iat":1,"jti":"j","events":{events}}}"#);
        serde_json::from_str::<LogoutToken>(&text).unwrap().events.logout
    };
    assert!(
        read(r#"{"http://schemas.openid.net/event/backchannel-logout":{},"revoke_offline_access":true}"#)
            .is_some()
    );
    assert!(read(r#"{"something":{}}"#).is_none());
}

#[test]
fn a_name_is_one_line_and_an_address_is_known_to_be_theirs() {
    let called = |whole: Option<&str>, given: Option<&str>, family: Option<&str>| {
        let own = |text: Option<&str>| text.map(str::to_owned);
        name(&IdToken {
            name: own(whole),
            given_name: own(given),
            family_name: own(family),
            ..id_token()
        })
    };
    assert_eq!(
        called(Some(" Testi\r\n\u{1b}Henkilö "), None, None),
        "Testi Henkilö"
    );
    assert_eq!(called(None, Some("Testi"), Some("Henkilö")), "Testi Henkilö");
    assert_eq!(called(None, None, None), "–");
    assert_eq!(
        called(Some(&"ä".repeat(500)), None, None).chars().count(),
        LONGEST_NAME
    );
    let address = |verified, text: &str| {
        let token = IdToken {
            email: Some(text.to_owned()),
            email_verified: verified,
            ..id_token()
        };
        email(&token).map(|email| email.as_str().to_owned())
    };
    assert_eq!(
        address(true, "testi@example.org").as_deref(),
        Some("testi@example.org")
    );
    assert_eq!(address(false, "testi@example.org"), None);
    assert_eq!(address(true, "not an address"), None);
}

proptest! {
    #[test]
    fn no_time_breaks_the_checks(iat in any::<i64>(), exp in any::<i64>()) {
        let token = IdToken { exp, iat, ..id_token() };
        if check_id_token(&token, PARTIES, "nonce", now()).is_ok() {
            prop_assert!(iat >= now().timestamp() - 600 && exp > now().timestamp() - 61);
        }
    }
}

#[test]
fn a_day_of_birth_is_taken_if_it_is_a_whole_day_that_can_be() {
    let today = "2026-11-23".parse().unwrap();
    let told = |birthdate: &str| {
        let token = IdToken {
            birthdate: Some(birthdate.to_owned()),
            ..id_token()
        };
        born(&token, today)
    };
    assert_eq!(told("1990-02-28"), "1990-02-28".parse().ok());
    for other in [
        "",
        "1990",
        "0000-02-28",
        "1990-02-30",
        "2026-11-24",
        "28.2.1990",
        "1890-01-01",
    ] {
        assert_eq!(told(other), None, "{other}");
    }
    assert_eq!(born(&id_token(), today), None);
}
