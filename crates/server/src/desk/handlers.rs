//! Lending and taking back at the desk, over HTTP.

use super::{care, holders, store};
use crate::App;
use crate::account::store as people;
use crate::api::{Answer, Asked};
use crate::circulation::handlers::borrower;
use crate::circulation::views::{Names, fee};
use crate::circulation::{Turn, lists, take, undo};
use crate::ids;
use crate::problem::Failure;
use crate::write::{Begun, Write};
use jaettu_domain::account::Card;
use jaettu_domain::account::api::{DONE, Done};
use jaettu_domain::catalogue::Spot;
use jaettu_domain::circulation::{Event, HoldState, Route, calendar};
use jaettu_domain::desk::api::{
    CheckIn, CheckOut, CheckedIn, CheckedOut, GetToday, Goes, Scan, Scanned, Today, Undo,
};
use jaettu_domain::id::{Barcode, ItemId, LibraryId, LoanId, PersonId};
use jaettu_domain::problem::Reason;
use jaettu_domain::time;
use std::sync::Arc;

/// Answers [`CheckOut`].
pub async fn check_out(app: Arc<App>, asked: Asked<CheckOut>) -> Result<Answer<CheckedOut>, Failure> {
    let staff = asked.person()?;
    let barcode = asked.endpoint.barcode.as_ref().ok_or(Reason::INVALID)?;
    let copy = store::copy(&app.db, barcode)
        .await?
        .ok_or_else(|| Failure::not_found("copy"))?;
    let at = match &asked.endpoint.library {
        Some(at) => at.clone(),
        None => LibraryId::new(copy.library).map_err(|_| Failure::from(Reason::INTERNAL))?,
    };
    care::desk(&app, staff, Some(&at)).await?;
    let holder = holders::borrower(&app, &asked.endpoint).await?;
    let item = ItemId::new(copy.item).map_err(|_| Failure::from(Reason::INTERNAL))?;
    let mut write = match asked.begin(&app).await? {
        Begun::New(write) => write,
        Begun::Repeated(reply) => return Ok(reply.into()),
    };
    let who = borrower(&app, &mut write, &holder).await?;
    let mut turn = take(&app, &mut write, &item).await?;
    let id: LoanId = ids::new(turn.now)?;
    let events =
        turn.run(|stock, now, calendars| stock.check_out(barcode, &who, &at, id.clone(), now, calendars))?;
    let trail = turn.end(&app, &mut write, &events).await?;
    let names = Names::of(&app).await?;
    let loan = turn.loan(&id)?;
    let was_ready =
        |hold: &&jaettu_domain::circulation::Hold| hold.person == holder && hold.state == HoldState::Ready;
    let reply = CheckedOut {
        undo: undo::remember(&mut write, staff, &turn, &trail).await?,
        name: names.item(&item),
        included: names.included(&item),
        barcode: barcode.clone(),
        due: calendar::day_of(loan.due_at),
        due_at: loan.due_at,
        due_unverified: loan.due_unverified,
        from_hold: turn.before.holds.iter().any(|hold| was_ready(&hold)),
        loan: id,
        item,
    };
    write.end(&reply).await?;
    Ok(reply.into())
}

/// Answers [`CheckIn`].
pub async fn check_in(app: Arc<App>, asked: Asked<CheckIn>) -> Result<Answer<CheckedIn>, Failure> {
    let staff = asked.person()?;
    let at = care::desk(&app, staff, asked.endpoint.library.as_ref()).await?;
    let barcode = asked.endpoint.barcode.as_ref().ok_or(Reason::INVALID)?;
    let item = care::thing(&app, barcode).await?;
    let mut write = match asked.begin(&app).await? {
        Begun::New(write) => write,
        Begun::Repeated(reply) => return Ok(reply.into()),
    };
    let names = Names::of(&app).await?;
    let missing = care::written(&names, &item, &asked.endpoint.missing);
    let mut turn = take(&app, &mut write, &item).await?;
    let (route, events) =
        turn.run(|stock, now, calendars| stock.check_in(barcode, at, &missing, now, calendars))?;
    let mut reports = Vec::new();
    if !missing.is_empty() {
        reports.push(care::report_missing(&mut write, barcode, staff, &missing, turn.now).await?);
    }
    let mut trail = turn.end(&app, &mut write, &events).await?;
    trail.tickets = reports;
    let ended = events.iter().find_map(|event| match event {
        Event::Returned { loan, .. } => Some(loan.clone()),
        _ => None,
    });
    let before = ended
        .as_ref()
        .and_then(|id| turn.before.loans.iter().find(|loan| loan.id == *id));
    let days_late = before.map_or(0, |loan| loan.days_late(time::today(turn.now)));
    let reply = CheckedIn {
        goes: goes(&mut write, &names, &turn, route).await?,
        undo: undo::remember(&mut write, staff, &turn, &trail).await?,
        name: names.item(&item),
        included: names.included(&item),
        barcode: barcode.clone(),
        loan: ended,
        days_late,
        fee_cents: fee(&turn.stock, days_late),
        item,
    };
    write.end(&reply).await?;
    Ok(reply.into())
}

pub(super) async fn goes(
    write: &mut Write,
    names: &Names,
    turn: &Turn,
    route: Route,
) -> Result<Goes, Failure> {
    Ok(match route {
        Route::Shelf => Goes::Shelf,
        Route::Repair => Goes::Repair,
        Route::Transit { to, hold } => Goes::Transit {
            name: names.library(&to),
            library: to,
            for_hold: hold.is_some(),
        },
        Route::HoldShelf { hold } => Goes::HoldShelf {
            code: lists::code(write, &hold).await?.unwrap_or_default(),
            until: turn.hold(&hold)?.pickup_until,
        },
    })
}

/// Answers [`Undo`].
pub async fn take_back(app: Arc<App>, asked: Asked<Undo>) -> Result<Answer<Done>, Failure> {
    let staff = asked.person()?;
    let mut write = match asked.begin(&app).await? {
        Begun::New(write) => write,
        Begun::Repeated(reply) => return Ok(reply.into()),
    };
    undo::take_back(&app, &mut write, staff, &asked.endpoint.undo).await?;
    write.end(&DONE).await?;
    Ok(DONE.into())
}

/// Answers [`GetToday`].
pub async fn today(app: Arc<App>, asked: Asked<GetToday>) -> Result<Answer<Today>, Failure> {
    let at = asked
        .endpoint
        .library
        .clone()
        .ok_or_else(|| Failure::not_found("library"))?;
    if crate::libraries::current(&app)
        .await?
        .by_id(at.as_str())
        .is_none()
    {
        return Err(Failure::not_found("library"));
    }
    asked.person()?.at_desk(&at)?;
    let names = Names::of(&app).await?;
    let now = app.clock.now();
    let list = async |list, until: chrono::DateTime<chrono::Utc>| {
        store::list(&app.db, &names, list, at.as_str(), until.timestamp_millis()).await
    };
    let tonight = time::at(time::today(now), time::LocalTime::END);
    Ok(Today {
        to_fetch: list(store::TO_FETCH, now).await?,
        waiting: list(store::WAITING, now).await?,
        expiring: list(store::EXPIRING, tonight).await?,
        take_down: list(store::TAKE_DOWN, now).await?,
        arriving: list(store::ARRIVING, now).await?,
        overdue: list(store::OVERDUE, now).await?,
        faults: list(store::FAULTS, now).await?,
    }
    .into())
}

/// Answers [`Scan`]: a code that can be fetched with, else a copy, else a card. Whose data it shows is kept.
pub async fn scan(app: Arc<App>, asked: Asked<Scan>) -> Result<Answer<Scanned>, Failure> {
    let staff = asked.person()?;
    let at = asked
        .endpoint
        .library
        .as_ref()
        .ok_or_else(|| Failure::from(Reason::INVALID))?;
    staff.at_desk(at)?;
    let names = Names::of(&app).await?;
    let code = asked.endpoint.code.trim();
    let pickup: String = code.chars().filter(|c| !matches!(c, ' ' | '-')).collect();
    let internal = || Failure::from(Reason::INTERNAL);
    if let Some(hold) = store::pickup(&app.db, &pickup.to_uppercase()).await? {
        let person = PersonId::new(hold.person).map_err(|_| internal())?;
        let profile = people::profile(&app.db, &person).await?.ok_or_else(internal)?;
        let item = ItemId::new(hold.item).map_err(|_| internal())?;
        let library = LibraryId::new(hold.pickup).map_err(|_| internal())?;
        return Ok(Scanned::Pickup {
            holder: holders::opened(&app, staff, &names, profile).await?,
            library_name: names.library(&library),
            library,
            barcode: Barcode::new(hold.copy).map_err(|_| internal())?,
            name: names.item(&item),
            item,
        }
        .into());
    }
    if let Ok(barcode) = Barcode::new(code)
        && let Some(copy) = store::copy(&app.db, &barcode).await?
    {
        let item = ItemId::new(copy.item).map_err(|_| internal())?;
        return Ok(Scanned::Copy {
            barcode,
            name: names.item(&item),
            place: Spot::from_code(&copy.place).ok_or_else(internal)?,
            included: names.included(&item),
            lent_to: copy.lent_to.and_then(|person| PersonId::new(person).ok()),
            item,
        }
        .into());
    }
    if let Ok(card) = code.parse::<Card>()
        && let Some(profile) = people::profile_of_card(&app.db, &card).await?
    {
        return Ok(Scanned::Card {
            holder: holders::opened(&app, staff, &names, profile).await?,
        }
        .into());
    }
    Err(Reason::NOT_KNOWN.into())
}
