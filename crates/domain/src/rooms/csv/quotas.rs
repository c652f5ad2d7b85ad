//! How much one person may book, in one cell: `room/day/2x,120min|account/coming/10x`.

use crate::csv::LIST;
use crate::rooms::{Period, Quota, Scope};

const FORM: &str = "takes quotas such as room/day/2x,120min: within what (room, library, account), over what time (coming, day, \
    week, month), how many bookings (2x), how many minutes (120min)";
/// More of either is no bound any more.
const MOST: u32 = 100_000;

/// As they stand in a cell.
pub(super) fn write(quotas: &[Quota]) -> String {
    let all: Vec<String> = quotas.iter().map(one).collect();
    all.join(LIST)
}

fn one(quota: &Quota) -> String {
    let bookings = quota.bookings.map(|bookings| format!("{bookings}x"));
    let minutes = quota.minutes.map(|minutes| format!("{minutes}min"));
    let limits: Vec<String> = bookings.into_iter().chain(minutes).collect();
    [quota.scope.code(), quota.per.code(), &limits.join(",")].join("/")
}

/// Reads what [`write()`] writes; spaces between quotas do as well.
pub(super) fn read(text: &str) -> Result<Vec<Quota>, String> {
    let words = text.split(|c: char| c.is_whitespace() || LIST.contains(c));
    let words = words.filter(|word| !word.is_empty());
    let quotas = words.map(|word| quota(word).ok_or_else(|| format!("{FORM}; «{word}» is none")));
    quotas.collect()
}

fn quota(word: &str) -> Option<Quota> {
    let mut parts = word.split('/');
    let mut quota = Quota {
        scope: Scope::from_code(parts.next()?)?,
        per: Period::from_code(parts.next()?)?,
        bookings: None,
        minutes: None,
    };
    for limit in parts.next()?.split(',') {
        let (place, number) = match (limit.strip_suffix('x'), limit.strip_suffix("min")) {
            (Some(number), _) => (&mut quota.bookings, number),
            (_, Some(number)) => (&mut quota.minutes, number),
            _ => return None,
        };
        let number = number.parse().ok().filter(|number| (1..=MOST).contains(number))?;
        if place.replace(number).is_some() {
            return None;
        }
    }
    parts.next().is_none().then_some(quota)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn quotas_are_read_as_they_are_written() {
        let text = "room/day/2x,120min|library/week/600min|account/coming/10x";
        let quotas = read(text).unwrap();
        assert_eq!(quotas.len(), 3);
        assert_eq!((quotas[0].bookings, quotas[0].minutes), (Some(2), Some(120)));
        assert_eq!(write(&quotas), text);
        assert_eq!(
            read("account/coming/10x  room/day/120min,2x")
                .map(|all| write(&all))
                .as_deref(),
            Ok("account/coming/10x|room/day/2x,120min")
        );
        assert_eq!(read(""), Ok(Vec::new()));
    }

    #[test]
    fn what_is_no_quota_is_named() {
        for bad in [
            "room/day",
            "room/day/",
            "room/day/2",
            "room/day/0x",
            "room/day/2x,3x",
            "room/day/2x/",
            "hall/day/2x",
            "room/year/2x",
            "room/day/-1min",
            "room/day/2x,",
        ] {
            let said = read(bad).unwrap_err();
            assert!(
                said.contains("room/day/2x,120min") && said.ends_with(&format!("«{bad}» is none")),
                "{said}"
            );
        }
    }
}
