//! How much rooms were used, from the bookings themselves: open to everybody, by the definition of
//! [`jaettu_domain::rooms::utilisation`].

use super::bookings;
use super::offer::Ground;
use crate::App;
use crate::problem::Failure;
use crate::programme;
use chrono::{Datelike, Days as Later, Months, NaiveDate};
use jaettu_domain::busy::{Days, Quarters, local_days};
use jaettu_domain::id::{IndicatorId, RoomId};
use jaettu_domain::page::Page;
use jaettu_domain::problem::FieldError;
use jaettu_domain::programme::Programme;
use jaettu_domain::programme::indicator::{Counted as Counts, Indicator, Resolution, Value};
use jaettu_domain::rooms::utilisation::{Counted, LONGEST, ListRoomUse, RoomUse, Use, of_leaf};
use jaettu_domain::rooms::{Booking, Kind, Origin, Room, State};
use jaettu_domain::time;
use std::collections::BTreeMap;
use std::sync::Arc;

/// Without a period, so many days that are over.
const USUAL: u64 = 28;

/// Answers [`ListRoomUse`].
pub async fn list(app: Arc<App>, asked: ListRoomUse) -> Result<Page<RoomUse>, Failure> {
    let ground = Ground::of(&app).await?;
    let yesterday = time::today(ground.now) - Later::new(1);
    // What goes on is not over: nobody knows yet who comes.
    let until = asked.until.map_or(yesterday, |until| until.min(yesterday));
    let from = asked.from.unwrap_or(until - Later::new(USUAL - 1));
    if until.signed_duration_since(from).num_days() >= i64::from(LONGEST) {
        let takes = "takes a day at most a year before the last";
        return Err(vec![FieldError::new("from", "out_of_range", takes)].into());
    }
    let wanted = |room: &Room| {
        asked
            .library
            .as_ref()
            .is_none_or(|library| room.library == *library)
    };
    Ok(Page {
        items: within(&app, &ground, (from, until), wanted).await?,
        next: None,
    })
}

/// The use of rooms from one day to another, both included.
async fn within(
    app: &App,
    ground: &Ground,
    (from, until): (NaiveDate, NaiveDate),
    wanted: impl Fn(&Room) -> bool,
) -> Result<Vec<RoomUse>, Failure> {
    if from > until {
        return Ok(Vec::new());
    }
    let rooms: Vec<&Room> = ground
        .content
        .rooms()
        .iter()
        .filter(|room| wanted(room))
        .collect();
    let days = until.signed_duration_since(from).num_days() + 1;
    let period = local_days(from, u32::try_from(days).unwrap_or_default());
    let ids: Vec<&RoomId> = rooms.iter().map(|room| &room.id).collect();
    let known = bookings::counted_within(&app.db, &ids, period).await?;
    let mut of: BTreeMap<&str, Vec<&Booking>> = BTreeMap::new();
    for booking in &known {
        of.entry(booking.room.as_str()).or_default().push(booking);
    }
    let rooms = rooms.into_iter();
    let rooms = rooms.filter(|room| !room.is_pool() && !is_made_of_others(ground, room));
    Ok(rooms
        .map(|room| used(ground, room, &of, (from, until), period))
        .collect())
}

/// The periods of one resolution that are over and began after bookings did: how each is dated, its first and its last day.
fn periods(
    resolution: Resolution,
    began: NaiveDate,
    today: NaiveDate,
) -> Vec<(NaiveDate, NaiveDate, NaiveDate)> {
    let months = match resolution {
        Resolution::Year => 12,
        Resolution::Month => 1,
        Resolution::Day => return Vec::new(),
    };
    let first = if resolution == Resolution::Year {
        NaiveDate::from_ymd_opt(began.year() + 1, 1, 1)
    } else {
        began
            .with_day(1)
            .and_then(|day| day.checked_add_months(Months::new(1)))
    };
    let starts = std::iter::successors(first, |day| day.checked_add_months(Months::new(months)));
    let periods = starts.filter_map(|from| {
        let next = from.checked_add_months(Months::new(months))?;
        let last = next.pred_opt()?;
        Some((if months == 12 { last } else { from }, from, last))
    });
    periods.take_while(|(_, _, last)| *last < today).collect()
}

/// Writes what was attended of the bookable time of rooms, without machines, into the indicators that are counted by it, once for each period that is
/// over; what stands there stays.
pub async fn feed_indicators(app: &App) -> Result<(), Failure> {
    let programme = programme::store::read(&app.db).await?;
    let asks = |indicator: &Indicator| indicator.counted == Some(Counts::RoomUse);
    let Some(began) = bookings::began(&app.db)
        .await?
        .filter(|_| programme.indicators.iter().any(asks))
    else {
        return Ok(());
    };
    let ground = Ground::of(app).await?;
    let (began, today) = (time::today(began.instant()), time::today(ground.now));
    let mut values = Vec::new();
    for indicator in programme.indicators.iter().filter(|indicator| asks(indicator)) {
        for (date, from, until) in periods(indicator.resolution, began, today) {
            let has = |value: &Value| value.date == date && value.category.is_none();
            if indicator.values.iter().any(has) {
                continue;
            }
            let rooms = within(app, &ground, (from, until), |room| room.kind == Kind::Room).await?;
            let all = rooms
                .iter()
                .fold(Use::default(), |sum, room| sum.plus(room.counted));
            if let Some(permille) = all.attended_permille() {
                values.push((indicator.id.clone(), date, f64::from(permille) / 10.0));
            }
        }
    }
    if !values.is_empty() {
        programme::import::change(&app.db, ground.now, |programme| fed(programme, &values, today)).await?;
    }
    Ok(())
}

fn fed(programme: &Programme, values: &[(IndicatorId, NaiveDate, f64)], today: NaiveDate) -> Programme {
    let mut programme = programme.clone();
    for (id, date, value) in values {
        let indicator = programme
            .indicators
            .iter_mut()
            .find(|indicator| indicator.id == *id);
        let lacks = |indicator: &&mut Indicator| {
            let has = |value: &Value| value.date == *date && value.category.is_none();
            !indicator.values.iter().any(has)
        };
        if let Some(indicator) = indicator.filter(lacks) {
            indicator.values.push(Value {
                date: *date,
                value: *value,
                category: None,
            });
            indicator.values.sort_by_key(|value| value.date);
            indicator.last_update = Some(today);
        }
    }
    programme
}

/// Whether each of a room's leaves is a room of its own: then those are counted.
fn is_made_of_others(ground: &Ground, room: &Room) -> bool {
    let alone = |leaf| {
        let mut others = ground.content.rooms().iter();
        others.any(|other| other.id != room.id && other.leaves.len() == 1 && other.leaves.contains(leaf))
    };
    room.leaves.len() > 1 && room.leaves.iter().all(alone)
}

fn used(
    ground: &Ground,
    room: &Room,
    of: &BTreeMap<&str, Vec<&Booking>>,
    (from, until): (NaiveDate, NaiveDate),
    period: Quarters,
) -> RoomUse {
    let window = Days {
        first: period.from.day(),
        count: u32::try_from(period.until.plus(-1).day() - period.from.day() + 1).unwrap_or_default(),
    };
    let hours = ground.libraries.hours(&room.library, window);
    let open = hours.used(room.rules.self_service);
    let mut sum = Use::default();
    for leaf in &room.leaves {
        let sharing = ground
            .content
            .rooms()
            .iter()
            .filter(|other| other.leaves.contains(leaf));
        let bookings = sharing.flat_map(|other| {
            let bookings = of.get(other.id.as_str()).into_iter().flatten();
            bookings.map(|booking| (counted(booking), other.max_people))
        });
        let bookings: Vec<(Counted, u32)> = bookings.collect();
        sum = sum.plus(of_leaf(open, period, &bookings));
    }
    // A booking of a whole hall is one of each of its halves, where those are counted.
    let rooms = ground.content.rooms().iter();
    let own = rooms.filter(|other| other.leaves.iter().any(|leaf| room.leaves.contains(leaf)));
    for booking in own.filter_map(|other| of.get(other.id.as_str())).flatten() {
        if booking.origin != Origin::Block
            && period.from <= booking.when.from
            && booking.when.from < period.until
        {
            sum.bookings += 1;
            sum.missed += u32::from(booking.state == State::NoShow);
        }
    }
    RoomUse {
        room: room.id.clone(),
        library: room.library.clone(),
        from,
        until,
        counted: sum,
        utilisation_permille: sum.permille(),
    }
}

const fn counted(booking: &Booking) -> Counted {
    Counted {
        when: booking.when,
        people: booking.people,
        missed: matches!(booking.state, State::NoShow),
        block: matches!(booking.origin, Origin::Block),
    }
}
