//! The API of Respa, the city's resource reservation system before, as far as it reads: so that displays at doors and scripts
//! that were made for it go on working (docs/respa.md).
//!
//! Everything here is shape. What is open and free comes from where everybody else has it ([`Ground`], [`Taken`]); of a
//! booking nothing is told but its room, its times and how far it is.
//!
//! [`Ground`]: super::offer::Ground
//! [`Taken`]: super::index::Taken

mod asked;
mod filter;
mod list;
mod names;
mod number;
mod order;
mod refused;
mod reservation;
mod resource;
mod span;
mod store;
mod times;
mod unit;

use crate::App;
use crate::openapi::File;
use asked::Asked;
use axum::Router;
use axum::http::{Method, StatusCode, header};
use axum::response::{IntoResponse, Response};
use axum::routing::{MethodRouter, get};
use jaettu_domain::endpoint::{Kind, Param};
use refused::Refused;
use serde_json::Value;
use std::sync::Arc;

type Answer = Result<Value, Refused>;

/// The addresses. They end with a slash, as they always did, and are found without it as well.
pub fn routes() -> Router<Arc<App>> {
    let mut router = Router::new();
    for (path, at) in [
        ("/v1/resource", answered(resource::list)),
        ("/v1/resource/{id}", answered(resource::one)),
        ("/v1/reservation", answered(reservation::list)),
        ("/v1/reservation/{id}", answered(reservation::one)),
        ("/v1/unit", answered(unit::list)),
        ("/v1/unit/{id}", answered(unit::one)),
    ] {
        router = router.route(path, at.clone()).route(&format!("{path}/"), at);
    }
    router
}

/// Whoever may read it may read it from any page: it is the same for everybody. It is not kept, since the addresses in it
/// depend on how the service was called.
fn answered<F, R>(handler: F) -> MethodRouter<Arc<App>>
where
    F: Fn(Asked) -> R + Clone + Send + Sync + 'static,
    R: Future<Output = Answer> + Send + 'static,
{
    let call = move |asked: Asked| {
        let answer = handler(asked);
        async move { answer.await.map(|value| json(StatusCode::OK, &value)) }
    };
    get(call).fallback(|method: Method| async move { Refused::method(&method) })
}

fn json(status: StatusCode, value: &Value) -> Response {
    let headers = [
        (header::CONTENT_TYPE, "application/json"),
        (header::CACHE_CONTROL, "max-age=0"),
        (header::ACCESS_CONTROL_ALLOW_ORIGIN, "*"),
    ];
    (status, headers, value.to_string()).into_response()
}

const fn text(name: &'static str, doc: &'static str) -> Param {
    Param {
        name,
        kind: Kind::Text(1000),
        doc,
    }
}

const fn flag(name: &'static str, doc: &'static str) -> Param {
    Param {
        name,
        kind: Kind::Flag,
        doc,
    }
}

const PAGE: Param = text("page", "Number of the page, from 1 on, or last");
const PAGE_SIZE: Param = Param {
    name: "page_size",
    kind: Kind::Number(1, list::MOST),
    doc: "How many on a page; 20 if nothing is said",
};
const START: Param = text("start", "From when on, in ISO 8601");
const END: Param = text("end", "Until when, in ISO 8601");
const UNIT: Param = text("unit", "Only in this library, tprek:8215");
const INCLUDE: Param = text(
    "include",
    "unit_detail of resources, resource_detail of reservations",
);
const CONFIRMED_BY_STAFF: Param = flag(
    "need_manual_confirmation",
    "Whether staff look at each booking first",
);
const ID: Param = text("id", "Identifier");

const RESOURCES: [Param; 20] = [
    PAGE,
    PAGE_SIZE,
    text("purpose", "Only for this purpose, meetings-and-working"),
    text("type", "Only of these types, parted by commas: group,meeting"),
    text("search", "Words of its name or library"),
    START,
    END,
    text("duration", "Only free times of so many minutes"),
    text("people", "Room for so many people"),
    text("equipment", "With any of these, parted by commas: display,piano"),
    UNIT,
    text(
        "available_between",
        "Open and free between two instants, parted by a comma; with a third value, for so many minutes in between",
    ),
    text("lat", "Degrees north: the nearest first, with lon"),
    text("lon", "Degrees east: the nearest first, with lat"),
    text("distance", "Only so many metres from lat and lon"),
    flag("free_of_charge", "All are"),
    CONFIRMED_BY_STAFF,
    flag("is_favorite", "None are"),
    text(
        "order_by",
        "resource_name_fi, unit_name_fi, type_name_fi (also _sv, _en), people_capacity; with - before it the other way round",
    ),
    INCLUDE,
];

/// What the OpenAPI document says of them.
pub const FILES: [File; 6] = [
    file(
        "/v1/resource/",
        "Rooms and machines, as Respa told them",
        &RESOURCES,
    ),
    file(
        "/v1/resource/{id}/",
        "One room or machine, as Respa told it",
        &[ID, START, END, RESOURCES[7]],
    ),
    file(
        "/v1/reservation/",
        "When rooms and machines are booked, as Respa told it; nothing about people",
        &[
            PAGE,
            PAGE_SIZE,
            text("resource", "Only of these rooms, parted by commas"),
            text("resource_name", "Only of rooms with this in their name"),
            UNIT,
            START,
            END,
            flag("all", "Those that are over, too"),
            text(
                "state",
                "Only in these states, parted by commas: confirmed,requested,cancelled,denied",
            ),
            CONFIRMED_BY_STAFF,
            text("ordering", "begin or -begin"),
            INCLUDE,
        ],
    ),
    file(
        "/v1/reservation/{id}/",
        "One booking, as Respa told it; nothing about people",
        &[ID, INCLUDE],
    ),
    file(
        "/v1/unit/",
        "Libraries, as Respa told them",
        &[
            PAGE,
            PAGE_SIZE,
            flag("unit_has_resource", "Only with rooms, or only without"),
        ],
    ),
    file("/v1/unit/{id}/", "One library, as Respa told it", &[ID]),
];

const fn file(path: &'static str, summary: &'static str, params: &'static [Param]) -> File {
    File {
        path,
        summary,
        media: "application/json",
        params,
        tag: "respa",
    }
}
