//! Everything that is known of somebody, for themselves.
//!
//! One query for each table that reaches a person; a test walks the foreign keys, so a table that nobody has thought of
//! here is noticed.

use crate::db::{Db, on_db};
use crate::problem::Failure;
use jaettu_domain::id::PersonId;
use jaettu_domain::problem::Reason;
use serde_json::{Map, Value};

/// Part of the file, its table, and a query of rows as JSON texts.
type Part = (&'static str, &'static str, &'static [&'static str], &'static str);

/// The parts of the file: name, table, the columns that it tells, and which rows are the person's.
///
/// Hashes of PINs and tokens are not told: they are of no use to the person, and of some to a thief.
pub const PARTS: &[Part] = &[
    (
        "person",
        "people",
        &[
            "card",
            "issuer",
            "subject",
            "name",
            "email",
            "phone",
            "channel",
            "language",
            "born",
            "role",
            "keeps_history",
            "blocked",
            "created_at",
            "seen_at",
        ],
        "id = $1",
    ),
    ("desks", "staff_libraries", &["library"], "person = $1"),
    (
        "sessions",
        "sessions",
        &["device", "created_at", "seen_at"],
        "person = $1",
    ),
    (
        "loans",
        "loans",
        &[
            "item",
            "copy",
            "library",
            "lent_at",
            "due_at",
            "renewals",
            "recalled_at",
            "returned_at",
            "written_off_at",
            "missing",
        ],
        "person = $1",
    ),
    (
        "holds",
        "holds",
        &[
            "item",
            "pickup",
            "placed_at",
            "state",
            "frozen_until",
            "not_after",
            "copy",
            "ready_at",
            "pickup_until",
            "pickup_code",
            "ended_at",
        ],
        "person = $1",
    ),
    (
        "bookings",
        "bookings",
        &[
            "room",
            "pool",
            "origin",
            "state",
            "from_quarter",
            "until_quarter",
            "people",
            "purpose",
            "reason",
            "code",
            "made_at",
            "held_until",
            "checked_in_at",
            "ended_at",
        ],
        "person = $1",
    ),
    (
        "inductions",
        "inducted",
        &[
            "induction",
            "library",
            "given_at",
            "valid_until",
            "before_library",
            "before_given_at",
            "before_valid_until",
        ],
        "person = $1",
    ),
    (
        "waits",
        "waits",
        &["room", "from_quarter", "until_quarter", "people", "made_at"],
        "person = $1",
    ),
    ("calendar", "calendars", &["created_at"], "person = $1"),
    ("wishes", "wishes", &["item", "created_at"], "person = $1"),
    (
        "faults",
        "tickets",
        &["copy", "fault", "photo_type", "opened_at", "solved_at"],
        "reporter = $1",
    ),
    (
        "messages",
        "deliveries",
        &["channel", "address", "subject", "body", "sent_at"],
        "person = $1",
    ),
    (
        "messages_waiting",
        "outbox",
        &["message", "due_at", "created_at", "state"],
        "person = $1",
    ),
    ("desk_acts", "undos", &["item", "at"], "actor = $1"),
    (
        "looked_up_by_staff",
        "audit",
        &["at", "action", "reason"],
        "subject = $1",
    ),
];

/// The whole file.
pub async fn all(db: &Db, person: &PersonId) -> Result<Value, Failure> {
    let mut file = Map::new();
    for (name, table, columns, condition) in PARTS {
        let rows = rows(db, table, columns, condition, person).await?;
        file.insert((*name).to_owned(), rows);
    }
    Ok(Value::Object(file))
}

async fn rows(
    db: &Db,
    table: &str,
    columns: &[&str],
    condition: &str,
    person: &PersonId,
) -> Result<Value, Failure> {
    let pairs = |call: &str| {
        let pairs: Vec<String> = columns
            .iter()
            .map(|column| format!("'{column}', {column}"))
            .collect();
        format!(
            "SELECT CAST({call}({}) AS TEXT) FROM {table} WHERE {condition}",
            pairs.join(", ")
        )
    };
    // Names of columns and conditions are constants of this file.
    let sql = pairs(db.json_object());
    let sql = sqlx::AssertSqlSafe(sql);
    let rows: Vec<String> =
        on_db!(db, pool => sqlx::query_scalar(sql).bind(person.as_str()).fetch_all(pool).await?);
    let rows: Result<Vec<Value>, _> = rows.iter().map(|row| serde_json::from_str(row)).collect();
    rows.map(Value::Array).map_err(|_| Reason::INTERNAL.into())
}
