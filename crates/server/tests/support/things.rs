//! Things that no example has: plain ones, each with one copy that stands on the shelf at Kallio.

use crate::support::Service;

/// Puts things on the shelf: identifier, Finnish name and barcode of each. They have a bag that belongs to them.
pub async fn put(service: &Service, things: &[(&str, &str, &str)]) {
    let rows = |row: fn(&(&str, &str, &str)) -> String| things.iter().map(row).collect::<Vec<_>>().join(", ");
    let items = rows(|(item, name, _)| {
        format!(
            "('{item}', 'tools', '{{\"fi\":\"{name}\"}}', '{{}}', '{{\"fi\":\"\"}}', '{{\"fi\":[\"Laukku\"]}}', 14, 2, 20, \
             600, 0, FALSE, FALSE)"
        )
    });
    let copies = rows(|(item, _, barcode)| {
        format!("('{barcode}', '{item}', 'kallio', 'kallio', 'shelf', NULL, 'good')")
    });
    let sql = format!(
        "INSERT INTO items (id, category, name, synonyms, description, included, loan_days, renewals, \
         late_fee_cents_per_day, late_fee_max_cents, deposit_cents, desk_only, home_only) VALUES {items}"
    );
    service.sql(&sql).await;
    let sql =
        format!("INSERT INTO copies (barcode, item, home, library, place, due, condition) VALUES {copies}");
    service.sql(&sql).await;
    let changed = "UPDATE content_versions SET version = version + 1 WHERE feature IN ('items', 'catalogue')";
    service.sql(changed).await;
}
