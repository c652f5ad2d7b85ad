//! `/v1/resource/`: rooms and machines, when they are open and free, and when they are booked.

use super::asked::{Asked, Times};
use super::filter::{Filter, Seen, free, window};
use super::list::Page;
use super::names::{self, Purpose, words};
use super::refused::Refused;
use super::store::Reservation;
use super::times::{duration, write};
use super::{Answer, order, reservation, span, unit};
use crate::rooms::index::{self, Taken};
use crate::rooms::offer::{Case, Ground};
use chrono::{DateTime, TimeDelta, Utc};
use jaettu_domain::busy::local_days;
use jaettu_domain::rooms::{Kind, Period, Photo, Room, RoomRules, Scope, find};
use jaettu_domain::time::{self, LocalTime};
use serde_json::{Value, json};

/// `/v1/resource/`.
pub(super) async fn list(asked: Asked) -> Answer {
    let filter = Filter::read(&asked)?;
    let told = Told::of(&asked, asked.includes("unit_detail")).await?;
    let mut seen = filter.of(&told.ground, &told.taken);
    order::sort(&asked, &mut seen)?;
    let page = Page::of(&asked, seen.len())?;
    let shapes = told.shapes(&page.cut(seen)).await?;
    Ok(page.reply(&asked, shapes))
}

/// `/v1/resource/{id}/`.
pub(super) async fn one(asked: Asked) -> Answer {
    let told = Told::of(&asked, true).await?;
    let seen = Seen::by_id(&told.ground, &asked.id)?;
    let mut shapes = told.shapes(&[seen]).await?;
    shapes.pop().ok_or_else(Refused::not_found)
}

/// What goes into every answer.
struct Told<'a> {
    asked: &'a Asked,
    ground: Ground,
    taken: std::sync::Arc<Taken>,
    /// What is asked about, if both ends are given.
    times: Option<Times>,
    /// Shorter free times are not told.
    least: TimeDelta,
    /// Whether the library is told whole.
    unit: bool,
}

impl<'a> Told<'a> {
    async fn of(asked: &'a Asked, unit: bool) -> Result<Self, Refused> {
        let times = asked.times()?;
        let least = asked.get("duration").map_or(Ok(0), str::parse::<i32>);
        let least = least.map_err(|_| Refused::detail("'duration' must be supplied as an integer"))?;
        Ok(Self {
            ground: Ground::of(&asked.app).await?,
            taken: index::current(&asked.app).await?,
            least: TimeDelta::minutes(least.into()),
            asked,
            times,
            unit,
        })
    }

    /// Today, unless something else is asked about.
    fn window(&self) -> Times {
        self.times.unwrap_or_else(|| {
            let today = local_days(time::today(self.ground.now), 1);
            (today.from.instant(), today.until.instant())
        })
    }

    async fn shapes(&self, seen: &[Seen<'_>]) -> Result<Vec<Value>, Refused> {
        let rooms: Vec<&Room> = seen.iter().map(|seen| seen.room).collect();
        let booked = match self.times {
            Some(times) => Some(reservation::of_rooms(&self.asked.app, &rooms, times).await?),
            None => None,
        };
        let cases = self.ground.cases(&rooms, &self.taken, window(self.window()));
        let shapes = seen.iter().zip(&cases).map(|(seen, case)| {
            let mut shape = shape(seen.room, &self.asked.base, self.ground.now);
            self.place(seen, &mut shape);
            self.hours(case, &mut shape);
            shape["reservations"] = self.booked(seen.room, booked.as_deref());
            shape
        });
        Ok(shapes.collect())
    }

    fn place(&self, seen: &Seen<'_>, shape: &mut Value) {
        shape["location"] = unit::location(seen.library.place);
        shape["unit"] = if self.unit {
            unit::shape(&self.asked.base, &self.ground, seen.library)
        } else {
            json!(unit::id(seen.library))
        };
        if let Some(metres) = seen.metres {
            shape["distance"] = json!(metres);
        }
    }

    fn hours(&self, case: &Case<'_>, shape: &mut Value) {
        let (from, count) = span::days(self.window());
        shape["opening_hours"] = json!(span::opening_hours(case.open(), from, count));
        let free = span::free(&free(&self.ground, case), self.window(), self.least);
        shape["available_hours"] = json!(span::available_hours(&free));
    }

    fn booked(&self, room: &Room, booked: Option<&[Reservation]>) -> Value {
        let Some(booked) = booked else {
            return Value::Null;
        };
        let own = booked.iter().filter(|one| one.room == room.id);
        let shapes = own.filter_map(|one| reservation::shape(self.asked, &self.ground, one));
        shapes.collect()
    }
}

/// A room or machine as Respa told it, but for when it is open and who has it.
fn shape(room: &Room, base: &str, now: DateTime<Utc>) -> Value {
    let parts = [facts(room, base), terms(&room.rules, now), absent()];
    let fields = parts.into_iter().filter_map(|part| match part {
        Value::Object(fields) => Some(fields),
        _ => None,
    });
    Value::Object(fields.flatten().collect())
}

/// What it is.
fn facts(room: &Room, base: &str) -> Value {
    let equipment = room.equipment.iter().map(|one| {
        let name = words(&names::equipment(*one));
        json!({ "id": one, "name": name, "data": {}, "description": null })
    });
    json!({
        "id": room.id,
        "name": words(&room.name),
        "description": words(&room.about),
        "type": {
            "id": room.category,
            "name": words(&names::category(room.category)),
            "main_type": if room.kind == Kind::Room { "space" } else { "item" },
        },
        "purposes": [Purpose::of(room.category).shape()],
        "images": room.photo.iter().map(|photo| image(photo, base)).collect::<Value>(),
        "equipment": equipment.collect::<Value>(),
        "people_capacity": room.max_people,
        "external_reservation_url": format!("{base}/fi/rooms/{}", room.id),
    })
}

/// By which rules it is booked.
fn terms(rules: &RoomRules, now: DateTime<Utc>) -> Value {
    json!({
        "min_period": duration(rules.min_minutes),
        "max_period": duration(rules.max_minutes),
        "slot_size": duration(rules.grid_minutes),
        "max_reservations_per_user": most_bookings(rules),
        "reservable_days_in_advance": rules.ahead_days,
        "reservable_max_days_in_advance": rules.ahead_days,
        "reservable_min_days_in_advance": rules.notice_minutes / 1440,
        "reservable_before": write(reservable_before(rules, now)),
        "reservable_after": reservable_after(rules, now).map(write),
        "need_manual_confirmation": rules.approval,
    })
}

/// What is the same of all: nobody is signed in, nothing costs anything, and much of what Respa knew is not known here.
fn absent() -> Value {
    let permissions = json!({
        "can_make_reservations": false,
        "can_ignore_opening_hours": false,
        "is_admin": false,
        "is_manager": false,
        "is_viewer": false,
        "can_bypass_payment": false,
    });
    let nothing = [
        "area",
        "reservation_info",
        "generic_terms",
        "payment_terms",
        "min_price",
        "max_price",
        "min_price_per_hour",
        "max_price_per_hour",
        "accessibility_base_url",
        "created_at",
        "modified_at",
        "created_by",
        "modified_by",
    ];
    let mut absent = json!({
        "public": true,
        "reservable": true,
        "authentication": "weak",
        "user_permissions": permissions,
        "is_favorite": false,
        "supported_reservation_extra_fields": [],
        "required_reservation_extra_fields": [],
        "reservation_extra_questions": "",
        "responsible_contact_info": "",
        "specific_terms": "",
        "price_type": "hourly",
        "generate_access_codes": false,
        "attachments": [],
    });
    for name in nothing {
        absent[name] = Value::Null;
    }
    absent
}

fn image(photo: &Photo, base: &str) -> Value {
    json!({ "url": format!("{base}{}", photo.url), "type": "main", "caption": words(&photo.alt) })
}

/// How many bookings that have not ended one person may have of it.
fn most_bookings(rules: &RoomRules) -> Option<u32> {
    let own = rules
        .quotas
        .iter()
        .filter(|quota| quota.scope == Scope::Room && quota.per == Period::Coming);
    own.filter_map(|quota| quota.bookings).min()
}

/// A booking may begin before then.
fn reservable_before(rules: &RoomRules, now: DateTime<Utc>) -> DateTime<Utc> {
    let last = find::horizon(rules, now);
    time::at(last.succ_opt().unwrap_or(last), LocalTime::MIDNIGHT)
}

/// A booking may not begin before then; nothing if it may at once.
fn reservable_after(rules: &RoomRules, now: DateTime<Utc>) -> Option<DateTime<Utc>> {
    (rules.notice_minutes > 0).then(|| find::earliest(rules, now).instant())
}
