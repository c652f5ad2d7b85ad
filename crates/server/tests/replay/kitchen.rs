//! What recipes are made of: a thing of their own, what happens to it first, and what all of it is called.

use crate::at_desk::{TIMES, at_desk};
use crate::place;
use crate::support::Service;
use crate::support::person::Guest;
use crate::things;
use serde_json::{Value, json};
use std::collections::BTreeMap;

/// One line of the table.
pub struct Recipe {
    pub operation: &'static str,
    pub by: &'static str,
    pub before: Vec<&'static str>,
    pub id: &'static str,
    pub moves: Vec<&'static str>,
    pub answer: &'static str,
    pub body: &'static str,
}

/// The table.
pub fn recipes() -> Vec<Recipe> {
    let lines = include_str!("recipes.txt").lines();
    let rows = lines.filter(|line| !line.starts_with('#') && !line.trim().is_empty());
    rows.map(|row| {
        let list = |cell: &'static str| cell.split(',').filter(|word| *word != "-").collect();
        let mut cells = row.split_ascii_whitespace();
        let mut next = || cells.next().unwrap_or_default();
        let (operation, by, before) = (next(), next(), list(next()));
        let (id, moves, answer) = (next(), list(next()), next());
        let body = row.find('{').map_or("", |start| &row[start..]);
        assert!(!answer.is_empty(), "the recipe of {operation} ends too early");
        Recipe {
            operation,
            by,
            before,
            id,
            moves,
            answer,
            body,
        }
    })
    .collect()
}

/// A table with what one recipe needs.
pub struct Kitchen<'a> {
    service: &'a Service,
    staff: &'a Guest<'a>,
    guest: &'a Guest<'a>,
    /// Whoever borrows: the guest, or somebody else where staff ask.
    card: String,
    names: BTreeMap<&'static str, String>,
}

impl<'a> Kitchen<'a> {
    /// A new thing for this recipe, with one copy on the shelf at Kallio, and a room there.
    pub async fn of(
        service: &'a Service,
        recipe: &Recipe,
        staff: &'a Guest<'a>,
        guest: &'a Guest<'a>,
    ) -> Self {
        let item = recipe.operation.replace('_', "-");
        let barcode = format!("R-{item}");
        things::put(service, &[(&item, "Toistettava", &barcode)]).await;
        let anywhen = json!({ "rules": { "beside_others": true, "check_in": { "before_minutes": 15, "after_minutes": 45 } } });
        place::put(service, &[place::room(&item, &anywhen)]).await;
        let door = format!("UPDATE rooms SET here_code = '1234' WHERE id = '{item}' RETURNING id");
        service.texts(&door).await;
        let person = "SELECT id FROM people WHERE card = '10000009'";
        let person = service.texts(person).await.swap_remove(0);
        let is_resident = recipe.by.starts_with('1');
        let card = if is_resident { recipe.by } else { "10000003" };
        Self {
            service,
            staff,
            guest,
            card: card.to_owned(),
            names: BTreeMap::from([("item", item), ("barcode", barcode), ("person", person)]),
        }
    }

    /// A text with the names of this recipe's things in it.
    pub fn named(&self, text: &str) -> String {
        let named = |text: String, (what, name): (&&str, &String)| text.replace(&format!("{{{what}}}"), name);
        self.names.iter().fold(text.to_owned(), named)
    }

    /// The address of an operation.
    pub fn path(&self, path: &str, id: &str) -> String {
        self.named(&path.replace("{id}", &format!("{{{id}}}")))
    }

    fn keep(&mut self, what: &'static str, name: &Value) {
        let name = name.as_str().unwrap_or_default();
        self.names.insert(what, name.to_owned());
    }

    /// One step before the request itself.
    pub async fn step(&mut self, step: &str) {
        let scan = json!({ "barcode": self.names["barcode"], "library": "kallio" });
        match step {
            "lend" => {
                let lent = json!({ "card": self.card, "barcode": self.names["barcode"] });
                let lent = self.staff.post("/api/v1/desk/checkouts", lent).await;
                assert_eq!(lent.status, 201, "{}", lent.text());
                self.keep("loan", &lent.json()["loan"]);
                self.keep("undo", &lent.json()["undo"]);
            }
            "return" => {
                let back = self.staff.post("/api/v1/desk/returns", scan).await;
                assert_eq!(back.status, 200, "{}", back.text());
            }
            "hold" => {
                let path = self.named("/api/v1/items/{item}/holds");
                let hold = self
                    .guest
                    .post(&path, json!({ "pickup_library": "kallio" }))
                    .await;
                assert_eq!(hold.status, 201, "{}", hold.text());
                self.keep("hold", &hold.json()["id"]);
            }
            "look" => {
                let card = json!({ "code": "1000 0009", "library": "kallio" });
                assert_eq!(self.staff.post("/api/v1/desk/scans", card).await.status, 200);
            }
            "cancel" => {
                let path = self.named("/api/v1/me/holds/{hold}");
                assert_eq!(self.guest.delete(&path).await.status, 200);
            }
            "wish" => {
                let wish = self.named("/api/v1/items/{item}/wish");
                assert_eq!(self.guest.post(&wish, json!({})).await.status, 200);
            }
            "fault" => {
                let mut report = scan;
                report["text"] = json!("Rikki");
                let noted = self.staff.post("/api/v1/desk/faults", report).await;
                assert_eq!(noted.status, 201, "{}", noted.text());
                let ticket = self.named("SELECT id FROM tickets WHERE copy = '{barcode}'");
                let ticket = self.service.texts(&ticket).await.swap_remove(0);
                self.keep("ticket", &json!(ticket));
            }
            "elsewhere" => {
                self.service.signed_in(&self.card).await;
                let sessions = self.guest.get("/api/v1/me/sessions").await.json();
                let mut sessions = sessions["items"].as_array().expect("a list").iter();
                let other = sessions.find(|session| session["current"] == false);
                self.keep("session", &other.expect("another session")["id"]);
            }
            "nothing_on_loan" => {
                let give = "UPDATE loans SET person = (SELECT id FROM people WHERE card = '19000000') \
                    WHERE person = (SELECT id FROM people WHERE card = '{card}')";
                self.service.sql(&give.replace("{card}", &self.card)).await;
            }
            other => self.room_step(other).await,
        }
    }

    /// A step that has to do with rooms.
    async fn room_step(&mut self, step: &str) {
        match step {
            "booking" | "held" => {
                let mut body = place::wanted(&self.names["item"], "12:00", "13:00");
                body["hold"] = json!(step == "held");
                let booking = place::booked(self.guest, body).await;
                self.keep("booking", &booking["id"]);
            }
            "for_somebody" => {
                let mut body = place::wanted(&self.names["item"], "12:00", "13:00");
                body["card"] = json!("10000003");
                let booking = self.staff.post(TIMES, at_desk(body)).await;
                assert_eq!(booking.status, 201, "{}", booking.text());
                self.keep("booking", &booking.json()["items"][0]["id"]);
            }
            "waiting" => {
                let wait = place::wanted(&self.names["item"], "12:00", "13:00");
                let wait = self.guest.post("/api/v1/waits", wait).await;
                assert_eq!(wait.status, 201, "{}", wait.text());
                self.keep("wait", &wait.json()["id"]);
            }
            "given_up" => {
                let path = self.named("/api/v1/bookings/{booking}");
                assert_eq!(self.guest.delete(&path).await.status, 200);
            }
            "arrived" => {
                let path = self.named("/api/v1/desk/bookings/{booking}/check-in");
                assert_eq!(self.staff.post(&path, json!({})).await.status, 200);
            }
            "inducted" => {
                let given = json!({ "card": "10000003", "induction": "laser-cutter", "library": "kallio" });
                assert_eq!(
                    self.staff.post("/api/v1/desk/inductions", given).await.status,
                    200
                );
            }
            "calendar" => {
                let made = self.guest.post("/api/v1/me/calendar", json!({})).await;
                assert_eq!(made.status, 201, "{}", made.text());
            }
            "series" | "for_weeks" => {
                let starts = ["2026-11-24T16:00:00Z", "2026-12-01T16:00:00Z"];
                let body = json!({ "room": self.names["item"], "starts": starts, "minutes": 60 });
                let (by, path) = match step {
                    "series" => (self.guest, "/api/v1/series"),
                    _ => (self.staff, TIMES),
                };
                let series = by.post(path, body).await;
                assert_eq!(series.status, 201, "{}", series.text());
                self.keep("series", &series.json()["items"][0]["series"]);
            }
            "begun" => {
                let body = json!({ "room": self.names["item"], "start": crate::support::NOW, "end": "2026-11-23T13:00:00Z" });
                let booking = place::booked(self.guest, body).await;
                self.keep("booking", &booking["id"]);
            }
            other => panic!("no step is called {other}"),
        }
    }
}
