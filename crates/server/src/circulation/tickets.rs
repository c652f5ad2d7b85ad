//! Faults that people tell of, with a photo if they like.

use crate::db::{Db, Tx, on_db, on_tx};
use crate::ids;
use crate::problem::Failure;
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use chrono::{DateTime, Utc};
use jaettu_domain::circulation::api::LARGEST_PHOTO;
use jaettu_domain::circulation::rules::MOST_FAULTS;
use jaettu_domain::id::{Barcode, PersonId, TicketId};
use jaettu_domain::problem::Reason;

/// A photo and its media type.
pub type Photo = (Vec<u8>, &'static str);

/// Reads a photo; `None` if there is none. What it is is told by its first bytes, never by its sender.
pub fn photo(base64: &str) -> Result<Option<Photo>, Failure> {
    if base64.is_empty() {
        return Ok(None);
    }
    let bytes = STANDARD
        .decode(base64)
        .map_err(|_| Failure::from(Reason::PHOTO))?;
    let kind = match bytes.as_slice() {
        [0xff, 0xd8, 0xff, ..] => "image/jpeg",
        [0x89, b'P', b'N', b'G', 0x0d, 0x0a, 0x1a, 0x0a, ..] => "image/png",
        [b'R', b'I', b'F', b'F', _, _, _, _, b'W', b'E', b'B', b'P', ..] => "image/webp",
        _ => return Err(Reason::PHOTO.into()),
    };
    if bytes.len() > LARGEST_PHOTO {
        return Err(Reason::PHOTO.into());
    }
    Ok(Some((bytes, kind)))
}

/// Writes down a fault: its identifier. While it is open the copy is not lent.
pub async fn open(
    tx: &mut Tx,
    copy: &Barcode,
    reporter: &PersonId,
    fault: &str,
    photo: Option<Photo>,
    now: DateTime<Utc>,
) -> Result<String, sqlx::Error> {
    const SQL: &str = "INSERT INTO tickets (id, copy, reporter, fault, photo, photo_type, opened_at) \
        VALUES ($1, $2, $3, $4, $5, $6, $7)";
    let (photo, kind) = photo.unzip();
    let id = ids::uuid(now);
    on_tx!(tx, connection => sqlx::query(SQL)
        .bind(&id)
        .bind(copy.as_str())
        .bind(reporter.as_str())
        .bind(fault)
        .bind(photo)
        .bind(kind)
        .bind(now.timestamp_millis())
        .execute(connection)
        .await?
        .rows_affected());
    Ok(id)
}

/// Whether enough faults of a copy are open already.
pub async fn are_enough(tx: &mut Tx, copy: &Barcode) -> Result<bool, sqlx::Error> {
    const SQL: &str = "SELECT COUNT(*) FROM tickets WHERE copy = $1 AND solved_at IS NULL";
    let open: i64 = on_tx!(tx, connection => sqlx::query_scalar(SQL)
        .bind(copy.as_str()).fetch_one(connection).await?);
    Ok(open >= MOST_FAULTS)
}

/// Takes back that a fault was written down.
pub async fn forget(tx: &mut Tx, ticket: &str) -> Result<(), sqlx::Error> {
    const SQL: &str = "DELETE FROM tickets WHERE id = $1";
    on_tx!(tx, connection => sqlx::query(SQL).bind(ticket).execute(connection).await.map(|_| ()))
}

/// The photo of a fault with its media type; `None` if there is none.
pub async fn photo_of(db: &Db, ticket: &TicketId) -> Result<Option<(Vec<u8>, String)>, sqlx::Error> {
    const SQL: &str = "SELECT photo, photo_type FROM tickets WHERE id = $1 AND photo IS NOT NULL";
    on_db!(db, pool => sqlx::query_as(SQL).bind(ticket.as_str()).fetch_optional(pool).await)
}

/// Ends every open fault of a copy: which those were.
pub async fn solve(tx: &mut Tx, copy: &Barcode, now: DateTime<Utc>) -> Result<Vec<String>, sqlx::Error> {
    const SQL: &str = "UPDATE tickets SET solved_at = $2 WHERE copy = $1 AND solved_at IS NULL RETURNING id";
    on_tx!(tx, connection => sqlx::query_scalar(SQL)
        .bind(copy.as_str()).bind(now.timestamp_millis()).fetch_all(connection).await)
}

/// Takes back that a fault was ended.
pub async fn reopen(tx: &mut Tx, ticket: &str) -> Result<(), sqlx::Error> {
    const SQL: &str = "UPDATE tickets SET solved_at = NULL WHERE id = $1";
    on_tx!(tx, connection => sqlx::query(SQL).bind(ticket).execute(connection).await.map(|_| ()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_what_begins_like_a_photo_is_one() {
        assert!(photo("").unwrap().is_none());
        let jpeg = STANDARD.encode([0xff, 0xd8, 0xff, 0xe0, 1, 2, 3]);
        assert_eq!(photo(&jpeg).unwrap().unwrap().1, "image/jpeg");
        for wrong in ["<svg onload=alert(1)>", "PHN2Zz4=", "AAAA"] {
            assert_eq!(photo(wrong).unwrap_err().problem.code, "photo", "{wrong}");
        }
        let mut large = vec![0xff, 0xd8, 0xff];
        large.resize(LARGEST_PHOTO + 1, 0);
        assert!(photo(&STANDARD.encode(large)).is_err());
    }
}
