//! The command as an operator meets it: clear sentences and exit codes when something is not right.

#![expect(
    clippy::unwrap_used,
    clippy::expect_used,
    reason = "a test that cannot go on fails"
)]

use jaettu_server::assets::Assets;
use jaettu_server::clock::Clock;
use jaettu_server::db::Db;
use jaettu_server::{App, demo};
use std::net::TcpListener;
use std::path::Path;
use std::process::{Command, Output};

fn run(arguments: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_jaettu-server"))
        .args(arguments)
        .env_remove("JAETTU_DATABASE_URL")
        .output()
        .expect("the command runs")
}

fn said(output: &Output) -> String {
    String::from_utf8_lossy(&output.stderr).into_owned()
}

fn apps(folder: &Path) -> String {
    for app in ["residents", "desk"].map(|name| folder.join(name)) {
        std::fs::create_dir(&app).unwrap();
        std::fs::write(app.join("index.html"), "<style></style>").unwrap();
        std::fs::write(app.join("assets.json"), "{}").unwrap();
    }
    folder.display().to_string()
}

#[test]
fn wrong_use_exits_with_2() {
    for arguments in [
        &["fly"][..],
        &["serve", "--listen", "nowhere"],
        &["serve", "--now", "2026-11-23T12:00:00Z"],
        &["serve", "--smtp-url", "smtp://localhost"],
        &["serve", "--mail-from", "nobody"],
        &["serve", "--public-url", "example.org"],
        &["serve", "--oidc-issuer", "https://id.example.org"],
        &["serve", "--oidc-staff-groups", "library-staff=chief"],
        &[],
    ] {
        assert_eq!(run(arguments).status.code(), Some(2), "{arguments:?}");
    }
}

#[test]
fn help_shows_no_secret_of_the_environment() {
    let help = Command::new(env!("CARGO_BIN_EXE_jaettu-server"))
        .args(["serve", "--help"])
        .env("JAETTU_SMTP_URL", "smtp://user:canary@localhost")
        .env("JAETTU_SMS_TOKEN", "canary")
        .env("JAETTU_OIDC_CLIENT_SECRET", "canary")
        .output()
        .expect("the command runs");
    let help = String::from_utf8_lossy(&help.stdout).into_owned();
    for secret in ["JAETTU_SMTP_URL", "JAETTU_SMS_TOKEN", "JAETTU_OIDC_CLIENT_SECRET"] {
        assert!(help.contains(secret), "{secret}");
    }
    assert!(!help.contains("canary"), "{help}");
}

#[test]
fn an_instant_of_another_form_is_told_the_right_one() {
    let output = run(&["serve", "--demo", "--now", "bogus"]);
    assert_eq!(output.status.code(), Some(2));
    assert!(
        said(&output).contains("2026-11-23T12:00:00Z"),
        "{}",
        said(&output)
    );
}

#[test]
fn a_port_in_use_is_told_before_anything_is_written() {
    let folder = tempfile::tempdir().unwrap();
    let taken = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = taken.local_addr().unwrap().to_string();
    let data = folder.path().join("data");
    let assets = apps(folder.path());
    let output = run(&[
        "serve",
        "--listen",
        &address,
        "--assets",
        &assets,
        "--data-dir",
        &data.display().to_string(),
    ]);
    assert_eq!(output.status.code(), Some(1));
    assert!(
        said(&output).contains(&format!("cannot listen on {address}")) && said(&output).contains("--listen "),
        "{}",
        said(&output)
    );
    assert!(!data.exists());
}

#[test]
fn a_service_into_which_nobody_could_sign_in_does_not_start() {
    let folder = tempfile::tempdir().unwrap();
    let (assets, data) = (
        apps(folder.path()),
        folder.path().join("data").display().to_string(),
    );
    let started = |options: &[&str]| {
        let mut arguments = vec![
            "serve",
            "--listen",
            "127.0.0.1:0",
            "--assets",
            &assets,
            "--data-dir",
            &data,
        ];
        arguments.extend(options);
        let output = run(&arguments);
        (output.status.code(), said(&output))
    };
    let (code, said) = started(&["--card-sign-in=false"]);
    assert!(
        code == Some(1) && said.contains("--oidc-issuer is needed"),
        "{said}"
    );
    let provider = [
        "--oidc-issuer",
        "https://id.example.org",
        "--oidc-client-id",
        "jaettu",
    ];
    let (code, said) = started(&provider);
    assert!(
        code == Some(1) && said.contains("--public-url is missing"),
        "{said}"
    );
}

#[test]
fn a_missing_app_says_how_to_build_it() {
    let output = run(&["serve", "--listen", "127.0.0.1:0", "--assets", "no-such-folder"]);
    assert_eq!(output.status.code(), Some(1));
    assert!(said(&output).contains("cargo xtask build"), "{}", said(&output));
}

#[test]
fn a_data_directory_that_cannot_be_written_is_named() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("a-file");
    std::fs::write(&file, "not a folder").unwrap();
    let output = run(&["migrate", "--data-dir", &file.join("data").display().to_string()]);
    assert_eq!(output.status.code(), Some(1));
    assert!(
        said(&output).contains("a-file/data cannot be written"),
        "{}",
        said(&output)
    );
}

#[test]
fn a_database_of_a_newer_schema_is_left_alone() {
    let folder = tempfile::tempdir().unwrap();
    let data = folder.path().display().to_string();
    assert!(run(&["migrate", "--data-dir", &data]).status.success());
    let newer = "INSERT INTO _sqlx_migrations (version, description, installed_on, success, checksum, execution_time) \
        VALUES (9999, 'later', '2030-01-01', TRUE, x'00', 0)";
    let url = format!("sqlite:{}", folder.path().join("jaettu.sqlite").display());
    tokio::runtime::Runtime::new().unwrap().block_on(async {
        use sqlx::Connection;
        let mut connection = sqlx::SqliteConnection::connect(&url).await.unwrap();
        sqlx::query(newer).execute(&mut connection).await.unwrap();
        connection.close().await.unwrap();
    });
    let output = run(&["migrate", "--data-dir", &data]);
    assert_eq!(output.status.code(), Some(1));
    assert!(
        said(&output).contains("newer version of Jaettu"),
        "{}",
        said(&output)
    );
}

#[test]
fn an_unknown_kind_of_database_is_refused_without_showing_its_password() {
    let output = run(&["migrate", "--database-url", "mysql://user:secret@host/db"]);
    assert_eq!(output.status.code(), Some(1));
    assert!(
        said(&output).contains("must begin with sqlite: or postgres:") && !said(&output).contains("secret")
    );
}

#[test]
fn a_file_that_is_not_there_is_a_refusal() {
    let folder = tempfile::tempdir().unwrap();
    let data = folder.path().display().to_string();
    let output = run(&["import", "kirkanta", "--data-dir", &data, "no-such-file.json"]);
    assert_eq!(output.status.code(), Some(1));
    let said = said(&output);
    assert!(
        said.starts_with("no-such-file.json: there is no such file\n"),
        "{said}"
    );
    assert!(said.contains("nothing was changed: 1 error\n"), "{said}");
}

#[test]
fn the_demonstration_never_replaces_real_content() {
    let folder = tempfile::tempdir().unwrap();
    let data = folder.path().join("data").display().to_string();
    let assets = apps(folder.path());
    let file = folder.path().join("kallio.json");
    std::fs::write(&file, include_str!("fixtures/kirkanta-single.json")).unwrap();
    let file = file.display().to_string();
    assert!(
        run(&["import", "kirkanta", "--data-dir", &data, &file])
            .status
            .success()
    );
    let output = run(&[
        "serve",
        "--demo",
        "--listen",
        "127.0.0.1:0",
        "--assets",
        &assets,
        "--data-dir",
        &data,
    ]);
    assert_eq!(output.status.code(), Some(1));
    assert!(said(&output).contains("not example data"), "{}", said(&output));
}

#[test]
fn nothing_is_imported_into_example_data() {
    let folder = tempfile::tempdir().unwrap();
    let data = folder.path().join("data");
    tokio::runtime::Runtime::new().unwrap().block_on(async {
        let db = Db::open(None, &data).await.unwrap();
        db.migrate().await.unwrap();
        let clock = Clock::starting_at("2026-11-23T12:00:00Z".parse().unwrap());
        demo::fill(&App::new(db.clone(), clock, Assets::none(), false))
            .await
            .unwrap();
        db.close().await;
    });
    let before = std::fs::read(data.join("jaettu.sqlite")).unwrap();
    let file = folder.path().join("kallio.json");
    std::fs::write(&file, include_str!("fixtures/kirkanta-single.json")).unwrap();
    let (data, file) = (data.display().to_string(), file.display().to_string());
    for what in ["kirkanta", "tprek", "items", "rooms", "programme"] {
        let output = run(&["import", what, "--data-dir", &data, &file]);
        assert_eq!(output.status.code(), Some(1), "{what}");
        let said = said(&output);
        assert!(
            said.contains("holds example data") && said.contains("--data-dir"),
            "{said}"
        );
        assert_eq!(said.lines().count(), 1, "{said}");
    }
    assert!(std::fs::read(Path::new(&data).join("jaettu.sqlite")).unwrap() == before);
}

#[test]
fn an_export_from_a_folder_without_a_database_makes_none() {
    let folder = tempfile::tempdir().unwrap();
    let wrong = folder.path().join("wrong");
    let data = wrong.display().to_string();
    let url = format!("sqlite:{data}/other.sqlite");
    for what in ["items", "rooms", "programme", "indicators"] {
        for place in [["--data-dir", &data], ["--database-url", &url]] {
            let output = run(&[&["export", what][..], &place[..]].concat());
            assert_eq!(output.status.code(), Some(1), "{what}");
            let said = said(&output);
            assert!(
                said.contains("no database of Jaettu") && said.contains(&data),
                "{said}"
            );
        }
    }
    assert!(!wrong.exists());
}

#[test]
fn an_export_leaves_the_file_alone_when_it_fails() {
    let folder = tempfile::tempdir().unwrap();
    let data = folder.path().join("data").display().to_string();
    let file = folder.path().join("items.csv");
    std::fs::write(&file, "what was there").unwrap();
    let path = file.display().to_string();
    // No folder can be written where the database should be.
    let blocked = folder.path().join("items.csv").join("data").display().to_string();
    let failed = run(&["export", "items", "--data-dir", &blocked, &path]);
    assert_eq!(failed.status.code(), Some(1));
    assert_eq!(std::fs::read_to_string(&file).unwrap(), "what was there");
    assert!(run(&["migrate", "--data-dir", &data]).status.success());
    assert!(
        run(&["export", "items", "--data-dir", &data, &path])
            .status
            .success()
    );
    assert!(std::fs::read_to_string(&file).unwrap().contains("barcode"));
    assert_eq!(
        std::fs::read_dir(folder.path()).unwrap().count(),
        2,
        "nothing else is left"
    );
}

#[test]
fn environment_says_yes_in_any_usual_way() {
    let output = Command::new(env!("CARGO_BIN_EXE_jaettu-server"))
        .args(["serve", "--listen", "127.0.0.1:0", "--assets", "no-such-folder"])
        .env("JAETTU_DEMO", "1")
        .output()
        .expect("the command runs");
    assert_eq!(output.status.code(), Some(1), "{}", said(&output));
}
