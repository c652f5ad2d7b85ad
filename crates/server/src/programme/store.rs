//! SQL of the programme.

use crate::db::{Db, Tx, on_db, on_tx};
use crate::libraries::store::{json, to_json};
use chrono::{DateTime, SecondsFormat, Utc};
use jaettu_domain::programme::api::ChangeView;
use jaettu_domain::programme::changes::Change;
use jaettu_domain::programme::identifier::ActionId;
use jaettu_domain::programme::{Format, Programme};
use jaettu_domain::text::Text;
use sqlx::FromRow;

const PARTS: &str = "SELECT kind, document FROM programme_parts ORDER BY kind, position";

#[derive(FromRow)]
struct PartRow {
    kind: String,
    document: String,
}

#[derive(FromRow)]
struct ChangeRow {
    id: i64,
    at: String,
    change: String,
}

/// The whole programme; empty before the first import.
pub async fn read(db: &Db) -> Result<Programme, sqlx::Error> {
    let rows: Vec<PartRow> = on_db!(db, pool => sqlx::query_as(PARTS).fetch_all(pool).await?);
    assemble(rows)
}

/// The whole programme as the transaction sees it.
pub async fn read_in(tx: &mut Tx) -> Result<Programme, sqlx::Error> {
    let rows: Vec<PartRow> = on_tx!(tx, connection => sqlx::query_as(PARTS).fetch_all(connection).await?);
    assemble(rows)
}

fn assemble(rows: Vec<PartRow>) -> Result<Programme, sqlx::Error> {
    let mut programme = Programme {
        format: Format::V1,
        ..Programme::default()
    };
    for PartRow { kind, document } in rows {
        match kind.as_str() {
            "plan" => programme.plans.push(json(&document)?),
            "category_type" => programme.category_types.push(json(&document)?),
            "action" => programme.actions.push(json(&document)?),
            "indicator" => programme.indicators.push(json(&document)?),
            _ => programme.effects.push(json(&document)?),
        }
    }
    Ok(programme)
}

/// Puts `programme` in the place of what is there.
pub async fn replace(tx: &mut Tx, programme: &Programme) -> Result<(), sqlx::Error> {
    const CLEAR: &str = "DELETE FROM programme_parts";
    on_tx!(tx, connection => sqlx::query(CLEAR).execute(connection).await.map(|_| ())?);
    let mut parts = Vec::new();
    for plan in &programme.plans {
        parts.push(("plan", plan.id.to_string(), to_json(plan)?));
    }
    for kind in &programme.category_types {
        parts.push(("category_type", kind.id.to_string(), to_json(kind)?));
    }
    for action in &programme.actions {
        parts.push(("action", action.identifier.to_string(), to_json(action)?));
    }
    for indicator in &programme.indicators {
        parts.push(("indicator", indicator.id.to_string(), to_json(indicator)?));
    }
    for effect in &programme.effects {
        parts.push((
            "effect",
            format!("{} {}", effect.from, effect.to),
            to_json(effect)?,
        ));
    }
    for (position, (kind, id, document)) in (0_i64..).zip(&parts) {
        const SQL: &str =
            "INSERT INTO programme_parts (kind, id, position, document) VALUES ($1, $2, $3, $4)";
        on_tx!(tx, connection => sqlx::query(SQL)
            .bind(*kind)
            .bind(id)
            .bind(position)
            .bind(document)
            .execute(connection)
            .await
            .map(|_| ())?);
    }
    Ok(())
}

/// Adds changes to the log.
pub async fn log(tx: &mut Tx, changes: &[Change], at: DateTime<Utc>) -> Result<(), sqlx::Error> {
    const LAST: &str = "SELECT COALESCE(MAX(id), 0) FROM programme_changes";
    const SQL: &str =
        "INSERT INTO programme_changes (id, at, action, indicator, change) VALUES ($1, $2, $3, $4, $5)";
    let last: i64 = on_tx!(tx, connection => sqlx::query_scalar(LAST).fetch_one(connection).await?);
    let at = at.to_rfc3339_opts(SecondsFormat::Secs, true);
    for (id, change) in (last + 1..).zip(changes) {
        let document = to_json(change)?;
        on_tx!(tx, connection => sqlx::query(SQL)
            .bind(id)
            .bind(&at)
            .bind(change.action.as_ref().map(ActionId::as_str))
            .bind(change.indicator.as_ref().map(jaettu_domain::id::IndicatorId::as_str))
            .bind(document)
            .execute(connection)
            .await
            .map(|_| ())?);
    }
    Ok(())
}

/// The newest changes, of one action or of everything, that are older than the change `before`.
pub async fn changes(
    db: &Db,
    action: Option<&ActionId>,
    before: Option<i64>,
    most: i64,
) -> Result<Vec<ChangeView>, sqlx::Error> {
    const ALL: &str = "SELECT id, at, change FROM programme_changes WHERE id < $1 ORDER BY id DESC LIMIT $2";
    const OF_ACTION: &str = "SELECT id, at, change FROM programme_changes WHERE id < $1 AND action = $3 ORDER BY id DESC LIMIT $2";
    let before = before.unwrap_or(i64::MAX);
    let rows: Vec<ChangeRow> = match action {
        None => on_db!(db, pool => sqlx::query_as(ALL).bind(before).bind(most).fetch_all(pool).await?),
        Some(action) => on_db!(db, pool => {
            sqlx::query_as(OF_ACTION).bind(before).bind(most).bind(action.as_str()).fetch_all(pool).await?
        }),
    };
    rows.into_iter().map(view).collect()
}

fn view(row: ChangeRow) -> Result<ChangeView, sqlx::Error> {
    let at = row
        .at
        .parse()
        .map_err(|error| sqlx::Error::Decode(Box::new(error)))?;
    Ok(ChangeView {
        id: row.id,
        at,
        name: Text::default(),
        resolution: None,
        change: json(&row.change)?,
    })
}
