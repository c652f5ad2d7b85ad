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
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use chrono::{DateTime, Utc};
use jaettu_domain::account::api::{DONE, Done};
use jaettu_domain::catalogue::Spot;
use jaettu_domain::circulation::{Refusal, Stock};
use jaettu_domain::desk::api::care::{
    Desk, FaultPhoto, GetFaultPhoto, ListDesks, MarkFaulty, MarkLost, NoteMissing, RenewFor, Renewed,
    SolveFault, Undoable, Withdraw, WriteOff,
};
use jaettu_domain::desk::api::{CheckedIn, Goes};
use jaettu_domain::id::{Barcode, ItemId, LibraryId, LoanId};
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
        .filter(|library| staff.works_at(&library.id));
    let desk = |library: jaettu_domain::libraries::api::LibraryView| Desk {
        id: library.id,
        name: library.short_name,
    };
    let items = own.map(desk).collect();
    Ok(Page { items, next: None }.into())
}

/// The desk at which somebody says that they are; refused unless they work there.
pub(super) async fn desk<'a>(
    app: &App,
    staff: &Person,
    at: Option<&'a LibraryId>,
) -> Result<&'a LibraryId, Failure> {
    let at = at.ok_or_else(|| Failure::from(Reason::INVALID))?;
    library(app, at, "library").await?;
    staff.at_desk(at)?;
    Ok(at)
}

/// The thing of a copy.
pub(super) async fn thing(app: &App, barcode: &Barcode) -> Result<ItemId, Failure> {
    let item = circulation::store::item_of(&app.db, barcode).await?;
    item.ok_or_else(|| Failure::not_found("copy"))
}

/// The thing of a loan that has not ended.
async fn lent_thing(app: &App, loan: Option<&LoanId>) -> Result<(LoanId, ItemId), Failure> {
    let loan = loan.ok_or_else(|| Failure::not_found("loan"))?;
    let item = store::open_loan(&app.db, loan)
        .await?
        .ok_or_else(|| refused(vec![Refusal::AlreadyEnded]))?;
    let item = ItemId::new(item).map_err(|_| Failure::from(Reason::INTERNAL))?;
    Ok((loan.clone(), item))
}

/// Whether somebody has the copy at home: then its loan says where it is, and is ended first.
fn at_home(stock: &Stock, barcode: &Barcode) -> bool {
    let mut copies = stock.copies.iter();
    copies.any(|copy| copy.barcode == *barcode && copy.place == Spot::OnLoan)
}

/// Answers [`MarkLost`].
pub async fn lost(app: Arc<App>, asked: Asked<MarkLost>) -> Result<Answer<Undoable>, Failure> {
    let (staff, ask) = (asked.person()?, &asked.endpoint);
    desk(&app, staff, ask.library.as_ref()).await?;
    let barcode = ask.barcode.as_ref().ok_or(Reason::INVALID)?;
    let item = thing(&app, barcode).await?;
    let mut write = match asked.begin(&app).await? {
        Begun::New(write) => write,
        Begun::Repeated(reply) => return Ok(reply.into()),
    };
    let mut turn = take(&app, &mut write, &item).await?;
    if at_home(&turn.stock, barcode) {
        return Err(refused(vec![Refusal::OnLoan]));
    }
    let events = turn.run(|stock, now, calendars| stock.lost(barcode, now, calendars))?;
    let trail = turn.end(&app, &mut write, &events).await?;
    let undo = undo::remember(&mut write, staff, &turn, &trail).await?;
    let reply = Undoable { undo };
    write.end(&reply).await?;
    Ok(reply.into())
}

/// Answers [`MarkFaulty`].
pub async fn faulty(app: Arc<App>, asked: Asked<MarkFaulty>) -> Result<Answer<Undoable>, Failure> {
    let (staff, ask) = (asked.person()?, &asked.endpoint);
    desk(&app, staff, ask.library.as_ref()).await?;
    let barcode = ask.barcode.as_ref().ok_or(Reason::INVALID)?;
    let item = thing(&app, barcode).await?;
    let mut write = match asked.begin(&app).await? {
        Begun::New(write) => write,
        Begun::Repeated(reply) => return Ok(reply.into()),
    };
    let mut turn = take(&app, &mut write, &item).await?;
    let mut events = turn.run(|stock, now, calendars| stock.report_fault(barcode, now, calendars))?;
    tell::unsay(&mut write, &turn, &mut events).await?;
    let ticket = tickets::open(&mut write, barcode, &staff.id, &ask.text, None, turn.now).await?;
    let mut trail = turn.end(&app, &mut write, &events).await?;
    trail.tickets.push(ticket);
    let undo = undo::remember(&mut write, staff, &turn, &trail).await?;
    let reply = Undoable { undo };
    write.end(&reply).await?;
    Ok(reply.into())
}

/// Answers [`NoteMissing`]: in one step, so that no loan is open again in between.
pub async fn missing(app: Arc<App>, asked: Asked<NoteMissing>) -> Result<Answer<CheckedIn>, Failure> {
    let (staff, ask) = (asked.person()?, &asked.endpoint);
    let loan = ask.id.as_ref().ok_or_else(|| Failure::not_found("loan"))?;
    let returned = circulation::store::returned(&app.db, loan)
        .await?
        .ok_or_else(|| Failure::not_found("loan"))?;
    let (item, barcode) = returned;
    let at = desk(&app, staff, ask.library.as_ref()).await?;
    let mut write = match asked.begin(&app).await? {
        Begun::New(write) => write,
        Begun::Repeated(reply) => return Ok(reply.into()),
    };
    let names = Names::of(&app).await?;
    let parts = written(&names, &item, &ask.parts);
    let mut turn = take(&app, &mut write, &item).await?;
    if turn.stock.loan_of(&barcode).is_some() {
        return Err(refused(vec![Refusal::OnLoan]));
    }
    let (route, mut events) =
        turn.run(|stock, now, calendars| stock.check_in(&barcode, at, &parts, now, calendars))?;
    tell::unsay(&mut write, &turn, &mut events).await?;
    let before = circulation::store::missing_of(&mut write, loan).await?;
    circulation::store::put_missing(&mut write, loan, &parts).await?;
    let ticket = report_missing(&mut write, &barcode, staff, &parts, turn.now).await?;
    let mut trail = turn.end(&app, &mut write, &events).await?;
    trail.tickets.push(ticket);
    trail.noted = Some((loan.clone(), before));
    let undo = undo::remember(&mut write, staff, &turn, &trail).await?;
    let goes = goes(&mut write, &names, &turn, route).await?;
    let reply = scanned(goes, undo, &names, barcode, item);
    write.end(&reply).await?;
    Ok(reply.into())
}

/// Parts of a thing as they are written down, whatever language the desk speaks: that of the house.
pub(super) fn written(names: &Names, item: &ItemId, parts: &[String]) -> Vec<String> {
    names.included(item).translated(parts, Language::Fi)
}

/// Writes down what is missing from a copy: the report of the fault. While it is not solved the copy is not lent.
pub(super) async fn report_missing(
    tx: &mut Tx,
    barcode: &Barcode,
    staff: &Person,
    parts: &[String],
    now: DateTime<Utc>,
) -> Result<String, Failure> {
    // Reports stay as they are written; this one is written in the language of the house.
    let fault = Words::of(Language::Fi).desk_missing_parts(&parts.join(", "));
    Ok(tickets::open(tx, barcode, &staff.id, &fault, None, now).await?)
}

/// What came of a copy of which no loan has ended.
fn scanned(goes: Goes, undo: String, names: &Names, barcode: Barcode, item: ItemId) -> CheckedIn {
    CheckedIn {
        goes,
        undo,
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
    desk(&app, staff, ask.library.as_ref()).await?;
    let (id, item) = lent_thing(&app, ask.id.as_ref()).await?;
    let mut write = match asked.begin(&app).await? {
        Begun::New(write) => write,
        Begun::Repeated(reply) => return Ok(reply.into()),
    };
    let mut turn = take(&app, &mut write, &item).await?;
    let events = turn.run(|stock, now, calendars| stock.write_off(&id, now, calendars))?;
    let trail = turn.end(&app, &mut write, &events).await?;
    let (whose, now) = (turn.loan(&id)?.person.clone(), turn.now);
    let (by, whose) = (&staff.id, Some(whose.as_str()));
    people::audit(&mut write, by, "wrote_off", whose, id.as_str(), now).await?;
    let undo = undo::remember(&mut write, staff, &turn, &trail).await?;
    let reply = Undoable { undo };
    write.end(&reply).await?;
    Ok(reply.into())
}

/// Answers [`Withdraw`].
pub async fn withdraw(app: Arc<App>, asked: Asked<Withdraw>) -> Result<Answer<Done>, Failure> {
    let (staff, ask) = (asked.person()?, &asked.endpoint);
    desk(&app, staff, ask.library.as_ref()).await?;
    let barcode = ask.barcode.as_ref().ok_or(Reason::INVALID)?;
    let item = thing(&app, barcode).await?;
    let mut write = match asked.begin(&app).await? {
        Begun::New(write) => write,
        Begun::Repeated(done) => return Ok(done.into()),
    };
    let mut turn = take(&app, &mut write, &item).await?;
    let events = turn.run(|stock, now, calendars| stock.withdraw(barcode, now, calendars))?;
    tickets::solve(&mut write, barcode, turn.now).await?;
    turn.end(&app, &mut write, &events).await?;
    let (by, copy) = (&staff.id, barcode.as_str());
    people::audit(&mut write, by, "withdrew", None, copy, turn.now).await?;
    write.end(&DONE).await?;
    Ok(DONE.into())
}

/// Answers [`GetFaultPhoto`].
pub async fn photo(app: Arc<App>, asked: Asked<GetFaultPhoto>) -> Result<Answer<FaultPhoto>, Failure> {
    let missing = || Failure::not_found("photo");
    let ticket = asked.endpoint.id.as_ref().ok_or_else(missing)?;
    let (photo, media) = tickets::photo_of(&app.db, ticket).await?.ok_or_else(missing)?;
    let base64 = STANDARD.encode(photo);
    Ok(FaultPhoto { media, base64 }.into())
}

/// Answers [`SolveFault`].
pub async fn solve(app: Arc<App>, asked: Asked<SolveFault>) -> Result<Answer<CheckedIn>, Failure> {
    let (staff, ask) = (asked.person()?, &asked.endpoint);
    let at = desk(&app, staff, ask.library.as_ref()).await?;
    let missing = || Failure::not_found("fault");
    let ticket = ask.id.as_ref().ok_or_else(missing)?;
    let copy = store::faulty(&app.db, ticket).await?.ok_or_else(missing)?;
    let barcode = Barcode::new(copy).map_err(|_| Failure::from(Reason::INTERNAL))?;
    let item = thing(&app, &barcode).await?;
    let mut write = match asked.begin(&app).await? {
        Begun::New(write) => write,
        Begun::Repeated(reply) => return Ok(reply.into()),
    };
    let mut turn = take(&app, &mut write, &item).await?;
    let (route, events) = turn.run(|stock, now, calendars| stock.solve(&barcode, at, now, calendars))?;
    let solved = tickets::solve(&mut write, &barcode, turn.now).await?;
    let mut trail = turn.end(&app, &mut write, &events).await?;
    trail.solved = solved;
    let undo = undo::remember(&mut write, staff, &turn, &trail).await?;
    let names = Names::of(&app).await?;
    let goes = match route {
        Some(route) => goes(&mut write, &names, &turn, route).await?,
        None => Goes::Stays,
    };
    let reply = scanned(goes, undo, &names, barcode, item);
    write.end(&reply).await?;
    Ok(reply.into())
}

/// Answers [`RenewFor`].
pub async fn renew(app: Arc<App>, asked: Asked<RenewFor>) -> Result<Answer<Renewed>, Failure> {
    let staff = asked.person()?;
    let (id, item) = lent_thing(&app, asked.endpoint.id.as_ref()).await?;
    let mut write = match asked.begin(&app).await? {
        Begun::New(write) => write,
        Begun::Repeated(reply) => return Ok(reply.into()),
    };
    let mut turn = take(&app, &mut write, &item).await?;
    let events = turn.run(|stock, now, calendars| stock.renew(&id, now, calendars))?;
    let trail = turn.end(&app, &mut write, &events).await?;
    let (by, whose) = (&staff.id, turn.loan(&id)?.person.clone());
    let (whose, about) = (Some(whose.as_str()), id.as_str());
    people::audit(&mut write, by, "renewed", whose, about, turn.now).await?;
    let reply = Renewed {
        undo: undo::remember(&mut write, staff, &turn, &trail).await?,
        loan: turn.loan_view(&Names::of(&app).await?, &id)?,
    };
    write.end(&reply).await?;
    Ok(reply.into())
}
