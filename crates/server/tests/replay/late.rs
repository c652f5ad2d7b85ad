//! Requests that are sent again late, when much has happened since: what was right then may be refused now, and would undo
//! what others did meanwhile. The answer is that of the first time, and nothing changes.

use crate::send;
use crate::support::person::Guest;
use crate::support::{Answer, Service};
use crate::tables::{changes, contents};
use crate::things;
use serde_json::{Value, json};

on_both_databases!(
    a_hold_that_has_been_cancelled_or_collected_since_is_not_placed_again,
    what_people_change_about_their_holds_and_loans_is_not_changed_back_by_a_late_request,
    a_desk_does_not_lend_or_take_back_again_what_has_moved_on,
    what_a_desk_said_about_a_copy_is_not_said_again_once_it_is_otherwise,
    what_somebody_said_about_themselves_is_not_said_again_once_they_have_said_otherwise,
    a_wish_that_has_been_fulfilled_is_not_made_again,
);

const HOLDS: &str = "/api/v1/items/myohainen/holds";
const WISH: &str = "/api/v1/items/myohainen/wish";
const LEND: &str = "/api/v1/desk/checkouts";
const RETURNS: &str = "/api/v1/desk/returns";

/// A request that has had its answer.
struct Sent<'a> {
    service: &'a Service,
    guest: &'a Guest<'a>,
    request: [String; 3],
    answer: Answer,
}

impl<'a> Sent<'a> {
    /// Sends a request for the first time, under its own words as a key.
    async fn first(
        service: &'a Service,
        guest: &'a Guest<'a>,
        method: &str,
        path: &str,
        body: Value,
    ) -> Self {
        let body = if body.is_null() {
            String::new()
        } else {
            body.to_string()
        };
        let request = [method.to_owned(), path.to_owned(), body];
        let answer = Self::send(guest, &request).await;
        assert!(answer.status.is_success(), "{request:?}: {}", answer.text());
        Self {
            service,
            guest,
            request,
            answer,
        }
    }

    async fn send(guest: &Guest<'_>, [method, path, body]: &[String; 3]) -> Answer {
        let key = path.rsplit('/').next().unwrap_or_default();
        send(guest, method, path, body, key).await
    }

    fn told(&self, what: &str) -> String {
        self.answer.json()[what].as_str().unwrap_or_default().to_owned()
    }

    /// Sends it again.
    async fn late(&self) {
        let before = contents(self.service).await;
        let again = Self::send(self.guest, &self.request).await;
        assert_eq!(
            (again.status, again.text()),
            (self.answer.status, self.answer.text()),
            "{:?}",
            self.request
        );
        let changed = changes(&before, &contents(self.service).await);
        assert_eq!(changed, Vec::<String>::new(), "{:?}", self.request);
    }
}

async fn with_thing(service: Service) -> Service {
    let service = service.with_demo().await;
    things::put(&service, &[("myohainen", "Myöhäinen", "M1")]).await;
    service
}

fn at_kallio() -> Value {
    json!({ "pickup_library": "kallio" })
}

fn scanned() -> Value {
    json!({ "barcode": "M1", "library": "kallio" })
}

fn to(card: &str) -> Value {
    json!({ "card": card, "barcode": "M1" })
}

async fn works(answer: impl Future<Output = Answer>) -> Value {
    let answer = answer.await;
    assert!(answer.status.is_success(), "{}", answer.text());
    answer.json()
}

async fn a_hold_that_has_been_cancelled_or_collected_since_is_not_placed_again(service: Service) {
    let service = with_thing(service).await;
    let (guest, other) = (
        service.signed_in("1000 0002").await,
        service.signed_in("1000 0003").await,
    );
    let staff = service.signed_in("3000 0001").await;
    let placed = Sent::first(&service, &guest, "POST", HOLDS, at_kallio()).await;
    let path = format!("/api/v1/me/holds/{}", placed.told("id"));
    works(guest.delete(&path)).await;
    placed.late().await;
    let collected = Sent::first(&service, &other, "POST", HOLDS, at_kallio()).await;
    works(staff.post(RETURNS, scanned())).await;
    collected.late().await;
    works(staff.post(LEND, to("10000003"))).await;
    collected.late().await;
    works(staff.post(RETURNS, scanned())).await;
    collected.late().await;
}

async fn what_people_change_about_their_holds_and_loans_is_not_changed_back_by_a_late_request(
    service: Service,
) {
    let service = with_thing(service).await;
    let (guest, other) = (
        service.signed_in("1000 0002").await,
        service.signed_in("1000 0003").await,
    );
    let staff = service.signed_in("3000 0001").await;
    let loan = works(staff.post(LEND, to("10000003"))).await["loan"].clone();
    let loan = loan.as_str().unwrap();
    let renew = format!("/api/v1/me/loans/{loan}/renew");
    let renewed = Sent::first(&service, &other, "POST", &renew, json!({})).await;
    let faulty = format!("/api/v1/me/loans/{loan}/faults");
    let hold = works(guest.post(HOLDS, at_kallio())).await["id"].clone();
    let hold = format!("/api/v1/me/holds/{}", hold.as_str().unwrap());
    renewed.late().await;
    let frozen = Sent::first(&service, &guest, "PATCH", &hold, json!({ "frozen": true })).await;
    works(guest.patch(&hold, json!({ "frozen": false }))).await;
    frozen.late().await;
    let reported = Sent::first(&service, &other, "POST", &faulty, json!({ "text": "Rikki" })).await;
    works(staff.post(RETURNS, scanned())).await;
    reported.late().await;
    renewed.late().await;
    works(guest.delete(&hold)).await;
    frozen.late().await;
}

async fn a_desk_does_not_lend_or_take_back_again_what_has_moved_on(service: Service) {
    let service = with_thing(service).await;
    let staff = service.signed_in("3000 0001").await;
    let lent = Sent::first(&service, &staff, "POST", LEND, to("10000002")).await;
    let back = Sent::first(&service, &staff, "POST", RETURNS, scanned()).await;
    lent.late().await;
    let next = works(staff.post(LEND, to("10000003"))).await;
    back.late().await;
    lent.late().await;
    let undo = json!({ "undo": next["undo"] });
    let undone = Sent::first(&service, &staff, "POST", "/api/v1/desk/undo", undo).await;
    undone.late().await;
    let last = works(staff.post(LEND, to("10000004"))).await;
    undone.late().await;
    let write_off = format!("/api/v1/desk/loans/{}/write-off", last["loan"].as_str().unwrap());
    let here = json!({ "library": "kallio" });
    let gone = Sent::first(&service, &staff, "POST", &write_off, here).await;
    works(staff.post(RETURNS, scanned())).await;
    gone.late().await;
}

async fn what_a_desk_said_about_a_copy_is_not_said_again_once_it_is_otherwise(service: Service) {
    let service = with_thing(service).await;
    let staff = service.signed_in("3000 0001").await;
    let lost = Sent::first(&service, &staff, "POST", "/api/v1/desk/losses", scanned()).await;
    works(staff.post(RETURNS, scanned())).await;
    lost.late().await;
    let mut report = scanned();
    report["text"] = json!("Rikki");
    let faulty = Sent::first(&service, &staff, "POST", "/api/v1/desk/faults", report).await;
    let ticket = "SELECT id FROM tickets WHERE copy = 'M1'";
    let ticket = service.texts(ticket).await.swap_remove(0);
    let solve = format!("/api/v1/desk/faults/{ticket}/solve");
    let here = json!({ "library": "kallio" });
    let solved = Sent::first(&service, &staff, "POST", &solve, here).await;
    faulty.late().await;
    works(staff.post(LEND, to("10000002"))).await;
    solved.late().await;
    faulty.late().await;
    lost.late().await;
    let person = "SELECT id FROM people WHERE card = '10000002'";
    let person = service.texts(person).await.swap_remove(0);
    let card = json!({ "code": "1000 0002", "library": "kallio" });
    staff.post("/api/v1/desk/scans", card).await;
    let path = format!("/api/v1/desk/people/{person}");
    let blocked = json!({ "blocked": "Lasku odottaa" });
    let blocked = Sent::first(&service, &staff, "PATCH", &path, blocked).await;
    works(staff.patch(&path, json!({ "blocked": "" }))).await;
    blocked.late().await;
}

async fn what_somebody_said_about_themselves_is_not_said_again_once_they_have_said_otherwise(
    service: Service,
) {
    let service = service.with_demo().await;
    let guest = service.signed_in("1000 0002").await;
    let none = json!({ "channel": "none" });
    let quiet = Sent::first(&service, &guest, "PATCH", "/api/v1/me", none).await;
    works(guest.patch("/api/v1/me", json!({ "channel": "email" }))).await;
    quiet.late().await;
    let sessions = "/api/v1/me/sessions";
    let alone = Sent::first(&service, &guest, "DELETE", sessions, Value::Null).await;
    // Signed in elsewhere after that: nobody has asked to end this one.
    service.signed_in("1000 0002").await;
    alone.late().await;
}

async fn a_wish_that_has_been_fulfilled_is_not_made_again(service: Service) {
    let service = with_thing(service).await;
    let (guest, staff) = (
        service.signed_in("1000 0002").await,
        service.signed_in("3000 0001").await,
    );
    works(staff.post(LEND, to("10000003"))).await;
    let wish = Sent::first(&service, &guest, "POST", WISH, json!({})).await;
    works(staff.post(RETURNS, scanned())).await;
    wish.late().await;
    works(guest.patch("/api/v1/me", json!({ "channel": "none" }))).await;
    wish.late().await;
}
