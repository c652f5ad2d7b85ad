//! Copies that are lost or faulty, renewing for somebody, and at which desks one works.

use super::handlers::goes;
use super::store;
use crate::App;
use crate::account::{Person, store as people};
use crate::api::{Answer, Asked};
use crate::circulation::handlers::library;
use crate::circulation::views::Names;
use crate::circulation::{self, refused, take, tell, tickets, undo};
use crate::db::Tx;
use crate::problem::Failure;
use crate::write::Begun;
use chrono::{DateTime, Utc};
use jaettu_domain::account::api::{DONE, Done};
use jaettu_domain::catalogue::Spot;
use jaettu_domain::circulation::api::LoanView;
use jaettu_domain::circulation::{Refusal, Stock};
use jaettu_domain::desk::api::care::{
    Desk, ListDesks, MarkFaulty, MarkLost, NoteMissing, RenewFor, SolveFault, Undoable, Withdraw, WriteOff,
};
use jaettu_domain::desk::api::{CheckedIn, Goes};
use jaettu_domain::id::{Barcode, ItemId, LibraryId};
use jaettu_domain::page::Page;
use jaettu_domain::problem::Reason;
use jaettu_domain::text::Language;
use jaettu_words::Words;
use std::sync::Arc;

/// Answers [`ListDesks`].
pub async fn desks(app: Arc<App>, asked: Asked<ListDesks>) -> Result<Answer<Page<Desk>>, Failure> {
    let staff = asked.person()?;
    let libraries = crate::libraries::current(&app).await?;
    let own = libraries
        .views(app.clock.now())
        .filter(|library| staff.desks.has(&library.id));
    let desk = |library: jaettu_domain::libraries::api::LibraryView| Desk {
        id: library.id,
        name: library.short_name,
    };
    let items = own.map(desk).collect();
    Ok(Page { items, next: None }.into())
}

/// The thing of a copy, for somebody who works at this desk.
async fn thing(
    app: &App,
    staff: &Person,
    barcode: Option<&Barcode>,
    at: Option<&LibraryId>,
) -> Result<(Barcode, ItemId), Failure> {
    let (Some(barcode), Some(at)) = (barcode, at) else {
        return Err(Reason::INVALID.into());
    };
    library(app, at, "library").await?;
    staff.at_desk(at)?;
    let item = circulation::store::item_of(&app.db, barcode).await?;
    let item = item.ok_or_else(|| Failure::not_found("copy"))?;
    Ok((barcode.clone(), item))
}

/// Whether somebody has the copy at home: then its loan says where it is, and is ended first.
fn at_home(stock: &Stock, barcode: &Barcode) -> bool {
    let mut copies = stock.copies.iter();
    copies.any(|copy| copy.barcode == *barcode && copy.place == Spot::OnLoan)
}

/// Answers [`MarkLost`].
pub async fn lost(app: Arc<App>, asked: Asked<MarkLost>) -> Result<Answer<Undoable>, Failure> {
    let (staff, ask) = (asked.person()?, &asked.endpoint);
    let (barcode, item) = thing(&app, staff, ask.barcode.as_ref(), ask.library.as_ref()).await?;
    let mut write = match asked.begin(&app).await? {
        Begun::New(write) => write,
        Begun::Repeated(reply) => return Ok(reply.into()),
    };
    let mut turn = take(&app, &mut write, &item).await?;
    if at_home(&turn.stock, &barcode) {
        return Err(refused(vec![Refusal::OnLoan]));
    }
    let events = turn.run(|stock, now, calendars| stock.lost(&barcode, now, calendars))?;
    let trail = turn.end(&app, &mut write, &events).await?;
    let undo = undo::remember(&mut write, staff, &turn, &trail).await?;
    let reply = Undoable { undo };
    write.end(&reply).await?;
    Ok(reply.into())
}

/// Answers [`MarkFaulty`].
pub async fn faulty(app: Arc<App>, asked: Asked<MarkFaulty>) -> Result<Answer<Done>, Failure> {
    let (staff, ask) = (asked.person()?, &asked.endpoint);
    let (barcode, item) = thing(&app, staff, ask.barcode.as_ref(), ask.library.as_ref()).await?;
    let mut write = match asked.begin(&app).await? {
        Begun::New(write) => write,
        Begun::Repeated(done) => return Ok(done.into()),
    };
    let mut turn = take(&app, &mut write, &item).await?;
    let mut events = turn.run(|stock, now, calendars| stock.report_fault(&barcode, now, calendars))?;
    tell::unsay(&mut write, &turn, &mut events).await?;
    tickets::open(&mut write, &barcode, &staff.id, &ask.text, None, turn.now).await?;
    turn.end(&app, &mut write, &events).await?;
    write.end(&DONE).await?;
    Ok(DONE.into())
}

/// Answers [`NoteMissing`]: in one step, so that no loan is open again in between.
pub async fn missing(app: Arc<App>, asked: Asked<NoteMissing>) -> Result<Answer<CheckedIn>, Failure> {
    let (staff, ask) = (asked.person()?, &asked.endpoint);
    let loan = ask.id.as_ref().ok_or_else(|| Failure::not_found("loan"))?;
    let (_, barcode) = circulation::store::returned(&app.db, loan)
        .await?
        .ok_or_else(|| Failure::not_found("loan"))?;
    let at = ask
        .library
        .as_ref()
        .ok_or_else(|| Failure::from(Reason::INVALID))?;
    let (barcode, item) = thing(&app, staff, Some(&barcode), Some(at)).await?;
    let mut write = match asked.begin(&app).await? {
        Begun::New(write) => write,
        Begun::Repeated(reply) => return Ok(reply.into()),
    };
    let mut turn = take(&app, &mut write, &item).await?;
    if turn.stock.loan_of(&barcode).is_some() {
        return Err(refused(vec![Refusal::OnLoan]));
    }
    let (route, mut events) =
        turn.run(|stock, now, calendars| stock.check_in(&barcode, at, &ask.parts, now, calendars))?;
    tell::unsay(&mut write, &turn, &mut events).await?;
    circulation::store::put_missing(&mut write, loan, &ask.parts).await?;
    report_missing(&mut write, &barcode, staff, &ask.parts, turn.now).await?;
    turn.end(&app, &mut write, &events).await?;
    let names = Names::of(&app).await?;
    let reply = scanned(
        goes(&mut write, &names, &turn, route).await?,
        &names,
        barcode,
        item,
    );
    write.end(&reply).await?;
    Ok(reply.into())
}

/// Writes down what is missing from a copy. While it is not solved the copy is not lent.
pub(super) async fn report_missing(
    tx: &mut Tx,
    barcode: &Barcode,
    staff: &Person,
    parts: &[String],
    now: DateTime<Utc>,
) -> Result<(), Failure> {
    // Reports stay as they are written; this one is written in the language of the house.
    let fault = Words::of(Language::Fi).desk_missing_parts(&parts.join(", "));
    tickets::open(tx, barcode, &staff.id, &fault, None, now).await?;
    Ok(())
}

/// What came of a copy of which no loan has ended, and which cannot be taken back.
fn scanned(goes: Goes, names: &Names, barcode: Barcode, item: ItemId) -> CheckedIn {
    CheckedIn {
        goes,
        undo: String::new(),
        name: names.item(&item),
        included: names.included(&item),
        barcode,
        loan: None,
        days_late: 0,
        fee_cents: 0,
        item,
    }
}

/// Answers [`WriteOff`].
pub async fn write_off(app: Arc<App>, asked: Asked<WriteOff>) -> Result<Answer<Undoable>, Failure> {
    let (staff, ask) = (asked.person()?, &asked.endpoint);
    let id = ask.id.as_ref().ok_or_else(|| Failure::not_found("loan"))?;
    let at = ask
        .library
        .as_ref()
        .ok_or_else(|| Failure::from(Reason::INVALID))?;
    library(&app, at, "library").await?;
    staff.at_desk(at)?;
    let item = store::open_loan(&app.db, id)
        .await?
        .ok_or_else(|| refused(vec![Refusal::AlreadyEnded]))?;
    let item = ItemId::new(item).map_err(|_| Failure::from(Reason::INTERNAL))?;
    let mut write = match asked.begin(&app).await? {
        Begun::New(write) => write,
        Begun::Repeated(reply) => return Ok(reply.into()),
    };
    let mut turn = take(&app, &mut write, &item).await?;
    let events = turn.run(|stock, now, calendars| stock.write_off(id, now, calendars))?;
    let trail = turn.end(&app, &mut write, &events).await?;
    let (whose, now) = (turn.loan(id)?.person.clone(), turn.now);
    people::audit(
        &mut write,
        &staff.id,
        "wrote_off",
        Some(whose.as_str()),
        id.as_str(),
        now,
    )
    .await?;
    let undo = undo::remember(&mut write, staff, &turn, &trail).await?;
    let reply = Undoable { undo };
    write.end(&reply).await?;
    Ok(reply.into())
}

/// Answers [`Withdraw`].
pub async fn withdraw(app: Arc<App>, asked: Asked<Withdraw>) -> Result<Answer<Done>, Failure> {
    let (staff, ask) = (asked.person()?, &asked.endpoint);
    let (barcode, item) = thing(&app, staff, ask.barcode.as_ref(), ask.library.as_ref()).await?;
    let mut write = match asked.begin(&app).await? {
        Begun::New(write) => write,
        Begun::Repeated(done) => return Ok(done.into()),
    };
    let mut turn = take(&app, &mut write, &item).await?;
    let events = turn.run(|stock, now, calendars| stock.withdraw(&barcode, now, calendars))?;
    tickets::solve(&mut write, &barcode, turn.now).await?;
    turn.end(&app, &mut write, &events).await?;
    people::audit(
        &mut write,
        &staff.id,
        "withdrew",
        None,
        barcode.as_str(),
        turn.now,
    )
    .await?;
    write.end(&DONE).await?;
    Ok(DONE.into())
}

/// Answers [`SolveFault`].
pub async fn solve(app: Arc<App>, asked: Asked<SolveFault>) -> Result<Answer<CheckedIn>, Failure> {
    let (staff, ask) = (asked.person()?, &asked.endpoint);
    let ticket = ask.id.as_ref().ok_or_else(|| Failure::not_found("fault"))?;
    let found = store::faulty(&app.db, ticket)
        .await?
        .ok_or_else(|| Failure::not_found("fault"))?;
    let barcode = Barcode::new(found).map_err(|_| Failure::from(Reason::INTERNAL))?;
    let (barcode, item) = thing(&app, staff, Some(&barcode), ask.library.as_ref()).await?;
    let at = ask
        .library
        .as_ref()
        .ok_or_else(|| Failure::from(Reason::INVALID))?;
    let mut write = match asked.begin(&app).await? {
        Begun::New(write) => write,
        Begun::Repeated(reply) => return Ok(reply.into()),
    };
    let mut turn = take(&app, &mut write, &item).await?;
    let (route, events) = turn.run(|stock, now, calendars| stock.repaired(&barcode, at, now, calendars))?;
    tickets::solve(&mut write, &barcode, turn.now).await?;
    turn.end(&app, &mut write, &events).await?;
    let names = Names::of(&app).await?;
    let reply = scanned(
        goes(&mut write, &names, &turn, route).await?,
        &names,
        barcode,
        item,
    );
    write.end(&reply).await?;
    Ok(reply.into())
}

/// Answers [`RenewFor`].
pub async fn renew(app: Arc<App>, asked: Asked<RenewFor>) -> Result<Answer<LoanView>, Failure> {
    let id = asked
        .endpoint
        .id
        .as_ref()
        .ok_or_else(|| Failure::not_found("loan"))?;
    let item = store::open_loan(&app.db, id)
        .await?
        .ok_or_else(|| refused(vec![Refusal::AlreadyEnded]))?;
    let item = ItemId::new(item).map_err(|_| Failure::from(Reason::INTERNAL))?;
    let mut write = match asked.begin(&app).await? {
        Begun::New(write) => write,
        Begun::Repeated(view) => return Ok(view.into()),
    };
    let mut turn = take(&app, &mut write, &item).await?;
    let events = turn.run(|stock, now, calendars| stock.renew(id, now, calendars))?;
    turn.end(&app, &mut write, &events).await?;
    let view = turn.loan_view(&Names::of(&app).await?, id)?;
    write.end(&view).await?;
    Ok(view.into())
}
