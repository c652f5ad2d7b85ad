//! Lending and taking back at the desk, over HTTP.

use super::{care, holders, store};
use crate::App;
use crate::account::{Person, store as people};
use crate::api::{Answer, Asked};
use crate::circulation::handlers::borrower;
use crate::circulation::views::{Names, fee};
use crate::circulation::{Turn, lists, take, undo, untold};
use crate::ids;
use crate::problem::Failure;
use crate::write::{Begun, Write};
use jaettu_domain::account::Card;
use jaettu_domain::account::api::{DONE, Done};
use jaettu_domain::catalogue::Spot;
use jaettu_domain::circulation::{Event, HoldState, Route, calendar};
use jaettu_domain::desk::api::{
    CheckIn, CheckOut, CheckedIn, CheckedOut, DeskRow, GetToday, Goes, Scan, Scanned, Today, Undo,
};
use jaettu_domain::desk::{Candidate, rules};
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
    let holder = holders::borrower(&app, staff, &asked.endpoint).await?;
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

/// Where a copy goes by its route.
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
    let untold = untold::holds(&app).await?;
    // Who waits for what is nobody's business, unless they have to be rung up.
    let kept = |mut rows: Vec<DeskRow>| {
        for row in &mut rows {
            row.untold = row.hold.as_ref().is_some_and(|hold| untold.contains(hold));
            row.person = row.person.take().filter(|_| row.untold);
        }
        rows
    };
    Ok(Today {
        to_fetch: list(store::TO_FETCH, now).await?,
        waiting: kept(list(store::WAITING, now).await?),
        expiring: kept(list(store::EXPIRING, tonight).await?),
        take_down: list(store::TAKE_DOWN, now).await?,
        arriving: list(store::ARRIVING, now).await?,
        overdue: list(store::OVERDUE, now).await?,
        faults: list(store::FAULTS, now).await?,
    }
    .into())
}

/// Answers [`Scan`], in the order in which [`rules::classify`] finds it worth asking. Whose data it shows is kept.
pub async fn scan(app: Arc<App>, asked: Asked<Scan>) -> Result<Answer<Scanned>, Failure> {
    let (staff, ask) = (asked.person()?, &asked.endpoint);
    let at = ask.library.as_ref().ok_or(Reason::INVALID)?;
    staff.at_desk(at)?;
    let jaettu_domain::desk::Scan::Perhaps(candidates) = rules::classify(&ask.code) else {
        return Err(Reason::NOT_KNOWN.into());
    };
    for candidate in candidates {
        let scanned = match candidate {
            Candidate::PickupCode(code) => match scanned_code(&app, staff, &code).await? {
                None => scanned_booking(&app, at, &code).await?,
                scanned => scanned,
            },
            Candidate::Copy(barcode) => scanned_copy(&app, &barcode, ask.person.as_ref()).await?,
            Candidate::Card(digits) => scanned_card(&app, staff, &digits).await?,
        };
        if let Some(scanned) = scanned {
            return Ok(scanned.into());
        }
    }
    Err(Reason::NOT_KNOWN.into())
}

async fn scanned_code(app: &App, staff: &Person, code: &str) -> Result<Option<Scanned>, Failure> {
    let internal = || Failure::from(Reason::INTERNAL);
    let Some(hold) = store::pickup(&app.db, code).await? else {
        return Ok(None);
    };
    let names = Names::of(app).await?;
    let person = PersonId::new(hold.person).map_err(|_| internal())?;
    let profile = people::profile(&app.db, &person).await?.ok_or_else(internal)?;
    let item = ItemId::new(hold.item).map_err(|_| internal())?;
    let library = LibraryId::new(hold.pickup).map_err(|_| internal())?;
    Ok(Some(Scanned::Pickup {
        holder: holders::opened(app, staff, &names, profile).await?,
        library_name: names.library(&library),
        library,
        barcode: Barcode::new(hold.copy).map_err(|_| internal())?,
        name: names.item(&item),
        item,
    }))
}

async fn scanned_booking(app: &App, at: &LibraryId, code: &str) -> Result<Option<Scanned>, Failure> {
    let found = crate::rooms::desk::scan::by_code(app, at, code).await?;
    Ok(found.map(|booking| Scanned::Booking { booking }))
}

async fn scanned_copy(app: &App, code: &str, open: Option<&PersonId>) -> Result<Option<Scanned>, Failure> {
    let internal = || Failure::from(Reason::INTERNAL);
    let Ok(barcode) = Barcode::new(code) else {
        return Ok(None);
    };
    let Some(copy) = store::copy(&app.db, &barcode).await? else {
        return Ok(None);
    };
    let names = Names::of(app).await?;
    let item = ItemId::new(copy.item).map_err(|_| internal())?;
    Ok(Some(Scanned::Copy {
        barcode,
        name: names.item(&item),
        place: Spot::from_code(&copy.place).ok_or_else(internal)?,
        included: names.included(&item),
        // Not who has it: whoever types a barcode has stated no need to know.
        theirs: copy.lent_to.is_some() && copy.lent_to.as_deref() == open.map(PersonId::as_str),
        item,
    }))
}

async fn scanned_card(app: &App, staff: &Person, digits: &str) -> Result<Option<Scanned>, Failure> {
    let Ok(card) = digits.parse::<Card>() else {
        return Ok(None);
    };
    let Some(profile) = people::profile_of_card(&app.db, &card).await? else {
        return Ok(None);
    };
    let holder = holders::opened(app, staff, &Names::of(app).await?, profile).await?;
    Ok(Some(Scanned::Card { holder }))
}
