//! Several programs on one database, and many people who use them.

use crate::program::Program;
use crate::support::Service;
use crate::support::person::Guest;
use jaettu_server::db::Db;

/// A number from the environment.
pub fn asked_for<T: std::str::FromStr>(name: &str, otherwise: T) -> T {
    let asked = std::env::var(name).ok();
    asked.and_then(|number| number.parse().ok()).unwrap_or(otherwise)
}

/// As many programs as a database of this kind has: one on SQLite, three on PostgreSQL.
pub async fn servers(service: &Service) -> Vec<Program> {
    let count = if matches!(service.app.db, Db::Postgres(_)) {
        3
    } else {
        1
    };
    let mut programs = Vec::new();
    for _ in 0..count {
        programs.push(Program::start(service, 0, &[]).await);
    }
    programs
}

/// Ends them all.
pub async fn stop(programs: Vec<Program>) {
    for program in programs {
        program.kill().await;
    }
}

/// So many more residents, each signed in: what stands in their browsers' `Cookie`.
pub async fn residents(service: &Service, count: usize) -> Vec<String> {
    let mut cookies = Vec::new();
    for number in 0..count {
        let card = format!("5{number:07}");
        service
            .sql(&format!(
                "INSERT INTO people (id, card, pin_hash, name, name_folded, channel, language, role, all_libraries, \
                 keeps_history, disabled, version, created_at, seen_at) \
                 SELECT '00000000-0000-7000-9000-{number:012x}', '{card}', pin_hash, name, name_folded, channel, language, role, \
                 all_libraries, keeps_history, disabled, version, created_at, seen_at FROM people WHERE card = '10000001'"
            ))
            .await;
        let mut guest = Guest::of(service).from(&format!("192.0.2.{}", 1 + number % 250));
        assert_eq!(guest.sign_in(&card, "1234").await.status, 200);
        cookies.push(guest.cookie().to_owned());
    }
    cookies
}
