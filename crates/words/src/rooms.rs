//! Rooms and machines in words: what the list says, page and app alike.

use crate::Words;
use crate::catalogue::joined;
use chrono::{DateTime, Days, NaiveDate, Utc};
use jaettu_domain::rooms::api::RoomView;
use jaettu_domain::rooms::find::Facts;
use jaettu_domain::rooms::{Access, Category, Equipment, Kind};
use jaettu_domain::time;

type Name = fn(Words) -> &'static str;

impl Words {
    /// What a room is for: "Ryhmätyötila".
    pub fn category(self, category: Category) -> &'static str {
        let name: Name = match category {
            Category::Meeting => Self::rooms_category_meeting,
            Category::Group => Self::rooms_category_group,
            Category::Quiet => Self::rooms_category_quiet,
            Category::Hall => Self::rooms_category_hall,
            Category::Music => Self::rooms_category_music,
            Category::Studio => Self::rooms_category_studio,
            Category::Games => Self::rooms_category_games,
            Category::Kitchen => Self::rooms_category_kitchen,
            Category::Workshop => Self::rooms_category_workshop,
            Category::Sewing => Self::rooms_category_sewing,
            Category::Overlock => Self::rooms_category_overlock,
            Category::Embroidery => Self::rooms_category_embroidery,
            Category::Printer3d => Self::rooms_category_3d_printer,
            Category::LaserCutter => Self::rooms_category_laser_cutter,
            Category::VinylCutter => Self::rooms_category_vinyl_cutter,
            Category::HeatPress => Self::rooms_category_heat_press,
            Category::LargePrinter => Self::rooms_category_large_printer,
            Category::Digitizing => Self::rooms_category_digitizing,
            Category::MediaComputer => Self::rooms_category_media_computer,
        };
        name(self)
    }

    /// What is there: "näyttö tai projektori".
    pub fn equipment(self, equipment: Equipment) -> &'static str {
        let name: Name = match equipment {
            Equipment::Display => Self::rooms_has_display,
            Equipment::Whiteboard => Self::rooms_has_whiteboard,
            Equipment::VideoMeeting => Self::rooms_has_video_meeting,
            Equipment::Computer => Self::rooms_has_computer,
            Equipment::Loudspeakers => Self::rooms_has_loudspeakers,
            Equipment::Piano => Self::rooms_has_piano,
            Equipment::Drums => Self::rooms_has_drums,
            Equipment::Guitars => Self::rooms_has_guitars,
            Equipment::Recording => Self::rooms_has_recording,
            Equipment::GameConsole => Self::rooms_has_game_console,
            Equipment::Vr => Self::rooms_has_vr,
            Equipment::Stove => Self::rooms_has_stove,
            Equipment::Sink => Self::rooms_has_sink,
            Equipment::MovableTables => Self::rooms_has_movable_tables,
            Equipment::Sockets => Self::rooms_has_sockets,
            Equipment::Iron => Self::rooms_has_iron,
        };
        name(self)
    }

    /// What makes it usable for everybody: "esteetön kulku".
    pub fn accessible(self, access: Access) -> &'static str {
        let name: Name = match access {
            Access::StepFree => Self::booking_access_step_free,
            Access::Toilet => Self::booking_access_toilet,
            Access::InductionLoop => Self::booking_access_induction_loop,
            Access::AdjustableTable => Self::booking_access_adjustable_table,
            Access::AutomaticDoor => Self::booking_access_automatic_door,
        };
        name(self)
    }

    /// The words by which a room is found beside its name: what it is for and what is there.
    pub fn room_keywords<'a>(self, room: impl Into<Facts<'a>>) -> Vec<String> {
        let room = room.into();
        let there = room.equipment.iter().map(|one| self.equipment(*one));
        let words = there.chain([self.category(room.category)]);
        words.map(str::to_owned).collect()
    }

    /// "12 tilaa".
    pub fn room_count(self, kind: Kind, count: usize) -> String {
        match kind {
            Kind::Room => self.rooms_count_room(count),
            Kind::Machine => self.rooms_count_machine(count),
        }
    }

    /// "1 tunti 30 minuuttia".
    pub fn length(self, minutes: u32) -> String {
        let (hours, minutes) = ((minutes / 60) as usize, (minutes % 60) as usize);
        match (hours, minutes) {
            (0, minutes) => self.rooms_minutes(minutes),
            (hours, 0) => self.rooms_hours(hours),
            _ => [self.rooms_hours(hours), self.rooms_minutes(minutes)].join(" "),
        }
    }

    /// "tänään", "huomenna" or "ti 1.12."
    pub fn near_day(self, date: NaiveDate, now: DateTime<Utc>) -> String {
        let today = time::today(now);
        if date == today {
            self.rooms_today().to_owned()
        } else if Some(date) == today.checked_add_days(Days::new(1)) {
            self.rooms_tomorrow().to_owned()
        } else {
            [self.day(date), " ", &time::short_date_text(date)].concat()
        }
    }

    /// "nyt", where it has begun; otherwise the day.
    pub fn near_start(self, instant: DateTime<Utc>, now: DateTime<Utc>) -> String {
        if instant <= now {
            self.rooms_now().to_owned()
        } else {
            self.near_day(time::today(instant), now)
        }
    }

    /// "tänään 14:00".
    pub fn near_time(self, instant: DateTime<Utc>, now: DateTime<Utc>) -> String {
        [&self.near_start(instant, now), " ", &*self.clock(instant)].concat()
    }

    /// What matters most of a room: "Enintään 6 ihmistä · näyttö tai projektori, valkotaulu · kirjasto vahvistaa varauksen".
    pub fn room_line(self, room: &RoomView) -> String {
        let rules = &room.rules;
        let mut parts = Vec::new();
        if room.kind == Kind::Room {
            parts.push(self.room_people(room.min_people, room.max_people));
        }
        if !room.members.is_empty() {
            parts.push(self.rooms_any_of(room.members.len()));
        }
        if rules.induction.is_some() {
            parts.push(self.rooms_needs_induction().to_owned());
        }
        if let Some(age) = rules.min_age {
            parts.push(self.rooms_needs_age(&age.to_string()));
        }
        if rules.approval {
            parts.push(self.rooms_needs_approval().to_owned());
        }
        let there = room.equipment.iter().take(3);
        let there: Vec<&str> = there.map(|one| self.equipment(*one)).collect();
        parts.push(there.join(", "));
        joined(&parts)
    }

    /// "enintään 6 ihmistä" or "4–12 ihmistä".
    fn room_people(self, least: u32, most: u32) -> String {
        if least > 1 && least < most {
            self.rooms_people_range(&least.to_string(), &most.to_string())
        } else {
            self.rooms_people_most(most as usize)
        }
    }
}
