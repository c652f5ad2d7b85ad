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
    let check = |token: &IdToken| check_id_token(token, PARTIES, "nonce", now());
    assert_eq!(check(&id_token()), Ok(()));
    let seconds = |n: i64| now().timestamp() + n;
    let wrong: Vec<(Fault, IdToken)> = vec![
        (
            Fault::Issuer,
            IdToken {
                iss: "https://id.example.org/".to_owned(),
                ..id_token()
            },
        ),
        (
            Fault::Audience,
            IdToken {
                aud: words(&["another"]),
                ..id_token()
            },
        ),
        (
            Fault::Audience,
            IdToken {
                aud: words(&[]),
                ..id_token()
            },
        ),
        (
            Fault::Audience,
            IdToken {
                aud: words(&["jaettu", "another"]),
                ..id_token()
            },
        ),
        (
            Fault::Audience,
            IdToken {
                azp: Some("another".to_owned()),
                ..id_token()
            },
        ),
        (
            Fault::Audience,
            IdToken {
                aud: words(&["another"]),
                azp: Some("jaettu".to_owned()),
                ..id_token()
            },
        ),
        (
            Fault::Time,
            IdToken {
                exp: seconds(-61),
                ..id_token()
            },
        ),
        (
            Fault::Time,
            IdToken {
                iat: seconds(61),
                ..id_token()
            },
        ),
        (
            Fault::Time,
            IdToken {
                iat: seconds(-601),
                ..id_token()
            },
        ),
        (
            Fault::Time,
            IdToken {
                exp: i64::MAX,
                ..id_token()
            },
        ),
        (
            Fault::Nonce,
            IdToken {
                nonce: None,
                ..id_token()
            },
        ),
        (
            Fault::Nonce,
            IdToken {
                nonce: Some("other".to_owned()),
                ..id_token()
            },
        ),
        (
            Fault::Subject,
            IdToken {
                sub: String::new(),
                ..id_token()
            },
        ),
    ];
    for (number, (fault, token)) in wrong.iter().enumerate() {
        assert_eq!(check(token), Err(*fault), "case {number}");
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
    let check = |token: &LogoutToken| check_logout_token(token, PARTIES, now());
    assert_eq!(check(&logout_token()), Ok(()));
    let wrong: Vec<(Fault, LogoutToken)> = vec![
        (
            Fault::Issuer,
            LogoutToken {
                iss: "https://other.example.org".to_owned(),
                ..logout_token()
            },
        ),
        (
            Fault::Audience,
            LogoutToken {
                aud: words(&["another"]),
                ..logout_token()
            },
        ),
        (
            Fault::Time,
            LogoutToken {
                iat: now().timestamp() - 700,
                ..logout_token()
            },
        ),
        (
            Fault::Time,
            LogoutToken {
                exp: Some(now().timestamp() - 100),
                ..logout_token()
            },
        ),
        (
            Fault::Kind,
            LogoutToken {
                nonce: Some(IgnoredAny),
                ..logout_token()
            },
        ),
        (
            Fault::Kind,
            LogoutToken {
                events: BTreeMap::new(),
                ..logout_token()
            },
        ),
        (
            Fault::Subject,
            LogoutToken {
                sid: None,
                ..logout_token()
            },
        ),
        (
            Fault::Subject,
            LogoutToken {
                jti: String::new(),
                ..logout_token()
            },
        ),
    ];
    for (number, (fault, token)) in wrong.iter().enumerate() {
        assert_eq!(check(token), Err(*fault), "case {number}");
    }
    let of_a_person = LogoutToken {
        sid: None,
        sub: Some("somebody".to_owned()),
        ..logout_token()
    };
    assert_eq!(check(&of_a_person), Ok(()));
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
        let token = IdToken { iat, exp, ..id_token() };
        if check_id_token(&token, PARTIES, "nonce", now()).is_ok() {
            prop_assert!(iat >= now().timestamp() - 600 && exp > now().timestamp() - 61);
        }
    }
}
