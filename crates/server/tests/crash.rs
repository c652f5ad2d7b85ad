//! The real program, as an operator runs it: killed while it writes, killed while letters go out, and read in its log.

#![expect(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    reason = "a test that cannot go on fails"
)]

#[macro_use]
mod support;

#[path = "support/at_desk.rs"]
mod at_desk;
#[path = "crash/bookings.rs"]
mod bookings;
#[path = "crash/clocks.rs"]
mod clocks;
#[path = "support/gateway.rs"]
mod gateway;
#[path = "crash/holds.rs"]
mod holds;
#[path = "crash/letters.rs"]
mod letters;
#[path = "crash/log.rs"]
mod log;
#[path = "crash/program.rs"]
mod program;
#[path = "crash/servers.rs"]
mod servers;
#[expect(dead_code, reason = "messages.rs uses the rest")]
#[path = "support/smtp.rs"]
mod smtp;
#[path = "support/things.rs"]
mod things;
#[expect(dead_code, reason = "the tests of rooms use the rest")]
#[path = "support/rooms.rs"]
mod to_book;
#[path = "crash/ways.rs"]
mod ways;

use jaettu_server::circulation::store;
use jaettu_server::db::Db;
use support::Service;

/// Whatever was going on, the database is whole, and no thing is in two places or with two people.
async fn is_whole(service: &Service) {
    let items = service.texts("SELECT id FROM items ORDER BY id").await;
    let today = jaettu_domain::time::today(service.app.clock.now());
    for item in items {
        let item = jaettu_domain::id::ItemId::new(item).unwrap();
        for stock in store::look(&service.app.db, &[&item]).await.unwrap() {
            assert_eq!(stock.check(today), Vec::<String>::new(), "{item}");
        }
    }
    let begun = "SELECT scope FROM replies WHERE status = 0";
    assert_eq!(service.texts(begun).await, Vec::<String>::new());
    if let Db::Sqlite(_) = &service.app.db {
        assert_eq!(service.texts("PRAGMA integrity_check").await, ["ok"]);
    }
}
