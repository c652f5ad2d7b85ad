//! Holds and loans of the person who asks, over HTTP.

use super::store::Own;
use super::views::Names;
use super::{Turn, lists, refused, store, take, tell, tickets, views};
use crate::App;
use crate::account::{Person, store as people};
use crate::api::{Answer, Asked};
use crate::db::Tx;
use crate::ids;
use crate::problem::Failure;
use crate::write::{Begun, Write};
use jaettu_domain::account::api::{DONE, Done};
use jaettu_domain::circulation::api::{
    AddWish, CancelHold, ChangeHold, Deal, GetDeal, HoldView, ListHolds, ListLoans, ListWishes, LoanView,
    PlaceHold, RemoveWish, RenewLoan, ReportFault, RestoreHold, Wait, WishView,
};
use jaettu_domain::circulation::rules::Borrower;
use jaettu_domain::circulation::{Refusal, UNTIL_THAWED};
use jaettu_domain::endpoint::Endpoint;
use jaettu_domain::id::{HoldId, ItemId, LibraryId};
use jaettu_domain::page::Page;
use jaettu_domain::problem::{FieldError, Reason};
use jaettu_domain::time;
use std::sync::Arc;

/// Locks the person and tells what the rules want to know of them.
pub async fn borrower(
    app: &App,
    tx: &mut Tx,
    person: &jaettu_domain::id::PersonId,
) -> Result<Borrower, Failure> {
    people::lock(tx, person).await?;
    let profile = people::profile_in(tx, person).await?;
    let profile = profile.ok_or_else(|| Failure::not_found("person"))?;
    Ok(store::borrower(tx, &profile, app.clock.now()).await?)
}

/// A library that exists.
pub async fn library(app: &App, id: &LibraryId, field: &str) -> Result<(), Failure> {
    if crate::libraries::current(app).await?.by_id(id.as_str()).is_some() {
        return Ok(());
    }
    Err(vec![FieldError::new(
        field,
        "unknown",
        format!("there is no library {id}"),
    )]
    .into())
}

/// Answers [`GetDeal`].
pub async fn deal(app: Arc<App>, asked: Asked<GetDeal>) -> Result<Answer<Deal>, Failure> {
    Ok(offered(&app, &asked.endpoint, asked.by.as_ref()).await?.into())
}

/// What somebody, or anybody, would get who places a hold now.
pub async fn offered(app: &App, asked: &GetDeal, by: Option<&Person>) -> Result<Deal, Failure> {
    let item = asked.id.as_ref().ok_or_else(|| Failure::not_found("thing"))?;
    let names = Names::of(app).await?;
    let stock = lists::stock(&app.db, item)
        .await?
        .ok_or_else(|| Failure::not_found("thing"))?;
    let only_at = if stock.rules.home_only {
        stock.own_libraries()
    } else {
        Vec::new()
    };
    let pickup = match asked.pickup_library.clone() {
        Some(pickup) => {
            library(app, &pickup, "pickup_library").await?;
            pickup
        }
        None => lists::usual_pickup(app, by, &stock).await?,
    };
    let who = match by {
        Some(person) => {
            let profile = people::own_profile(&app.db, &person.id).await?;
            store::borrower_now(&app.db, &profile, app.clock.now()).await?
        }
        None => Borrower::anybody(ids::new(app.clock.now())?, time::today(app.clock.now())),
    };
    // What would happen is found by letting it happen to a copy.
    let now = app.clock.now();
    let id: HoldId = ids::new(now)?;
    let mut after = stock.clone();
    let placed = after.place_hold(
        &who,
        &pickup,
        None,
        id.clone(),
        now,
        &names.libraries().calendars(),
    );
    let refused = placed.err().unwrap_or_default();
    let view = after.holds.iter().find(|hold| hold.id == id);
    let view = view.map(|hold| views::hold(&names, &after, hold, None, now));
    let waiting = stock.queue_length(&pickup);
    let position = view.as_ref().map_or(Some(waiting + 1), |view| view.position);
    let reply = Deal {
        item: item.clone(),
        name: names.item(item),
        pickup_name: names.library(&pickup),
        position: position.unwrap_or(1),
        free: view.as_ref().is_some_and(|view| view.position.is_none()),
        wait: match &view {
            Some(view) => view.wait,
            None => stock
                .wait(waiting + 1, &pickup, time::today(now))
                .map(|(earliest, latest)| Wait { earliest, latest }),
        },
        pickup_library: pickup,
        pickup_days: stock.rules.pickup_days,
        loan_days: stock.rules.days,
        renewals: stock.rules.renewals,
        recall_after_days: stock.rules.shortest(),
        late_fee_cents_per_day: stock.rules.late_fee_cents_per_day,
        only_at,
        refused: refused.iter().map(FieldError::from).collect(),
    };
    Ok(reply)
}

/// Answers [`PlaceHold`].
pub async fn place(app: Arc<App>, asked: Asked<PlaceHold>) -> Result<Answer<HoldView>, Failure> {
    let person = asked.person()?;
    let PlaceHold {
        id: Some(item),
        pickup_library: Some(pickup),
        not_after,
    } = asked.endpoint.clone()
    else {
        return Err(Failure::not_found("thing"));
    };
    library(&app, &pickup, "pickup_library").await?;
    let mut write = match asked.begin(&app).await? {
        Begun::New(write) => write,
        Begun::Repeated(view) => return Ok(view.into()),
    };
    let who = borrower(&app, &mut write, &person.id).await?;
    let mut turn = take(&app, &mut write, &item).await?;
    let id: HoldId = ids::new(turn.now)?;
    let events = turn.run(|stock, now, calendars| {
        let mut events = stock.place_hold(&who, &pickup, not_after, id.clone(), now, calendars)?;
        events.extend(stock.recall(now, calendars));
        Ok(events)
    })?;
    turn.end(&app, &mut write, &events).await?;
    let view = turn.hold_view(&Names::of(&app).await?, &id, None)?;
    write.end(&view).await?;
    Ok(view.into())
}

/// Takes the queue in which somebody's own hold or loan is; what is another's is not found.
async fn own<E>(
    app: &App,
    asked: &Asked<E>,
    own: Own,
    id: Option<&str>,
) -> Result<Result<(Write, Turn), E::Reply>, Failure>
where
    E: Endpoint<Reply: serde::de::DeserializeOwned>,
{
    let what = match own {
        Own::Loans => "loan",
        Own::Holds => "hold",
    };
    let id = id.ok_or_else(|| Failure::not_found(what))?;
    let item = store::item_of_own(&app.db, own, id, &asked.person()?.id).await?;
    let item: ItemId = item.ok_or_else(|| Failure::not_found(what))?;
    let mut write = match asked.begin(app).await? {
        Begun::New(write) => write,
        Begun::Repeated(reply) => return Ok(Err(reply)),
    };
    let turn = take(app, &mut write, &item).await?;
    Ok(Ok((write, turn)))
}

/// Answers [`ChangeHold`]: all of it or nothing.
pub async fn change(app: Arc<App>, asked: Asked<ChangeHold>) -> Result<Answer<HoldView>, Failure> {
    let change = &asked.endpoint;
    if let Some(pickup) = &change.pickup_library {
        library(&app, pickup, "pickup_library").await?;
    }
    let id = change.id.as_ref();
    let (mut write, mut turn) = match own(&app, &asked, Own::Holds, id.map(HoldId::as_str)).await? {
        Ok(own) => own,
        Err(view) => return Ok(view.into()),
    };
    let id = id.ok_or_else(|| Failure::not_found("hold"))?;
    let events = turn.run(|stock, now, calendars| {
        let mut events = Vec::new();
        let mut refusals: Vec<Refusal> = Vec::new();
        let mut note = |result: Result<Vec<_>, Vec<Refusal>>| match result {
            Ok(happened) => events.extend(happened),
            Err(refused) => refusals.extend(refused),
        };
        match (change.frozen, change.frozen_until) {
            (Some(false), _) => note(stock.thaw(id, now, calendars)),
            (_, Some(until)) => note(stock.freeze(id, until, now, calendars)),
            (Some(true), None) => note(stock.freeze(id, UNTIL_THAWED, now, calendars)),
            (None, None) => {}
        }
        if let Some(pickup) = &change.pickup_library {
            note(stock.move_pickup(id, pickup, now, calendars));
        }
        if let Some(not_after) = change.not_after {
            note(stock.set_not_after(id, not_after, now, calendars));
        }
        if refusals.is_empty() {
            Ok(events)
        } else {
            Err(refusals)
        }
    })?;
    turn.end(&app, &mut write, &events).await?;
    let code = lists::code(&mut write, id).await?;
    let view = turn.hold_view(&Names::of(&app).await?, id, code)?;
    write.end(&view).await?;
    Ok(view.into())
}

/// Answers [`CancelHold`]; a hold that has ended already is not an error.
pub async fn cancel(app: Arc<App>, asked: Asked<CancelHold>) -> Result<Answer<Done>, Failure> {
    let id = asked.endpoint.id.as_ref();
    let (mut write, mut turn) = match own(&app, &asked, Own::Holds, id.map(HoldId::as_str)).await? {
        Ok(own) => own,
        Err(done) => return Ok(done.into()),
    };
    let id = id.ok_or_else(|| Failure::not_found("hold"))?;
    // Who presses twice has what they want.
    if turn.hold(id).is_ok() {
        let events = turn.run(|stock, now, calendars| stock.cancel(id, now, calendars))?;
        turn.end(&app, &mut write, &events).await?;
    }
    write.end(&DONE).await?;
    Ok(DONE.into())
}

/// Answers [`RestoreHold`].
pub async fn restore(app: Arc<App>, asked: Asked<RestoreHold>) -> Result<Answer<HoldView>, Failure> {
    let id = asked.endpoint.id.as_ref();
    let person = &asked.person()?.id;
    let missing = || Failure::not_found("hold");
    let item = store::item_of_own(&app.db, Own::Holds, id.map_or("", HoldId::as_str), person).await?;
    let item = item.ok_or_else(missing)?;
    let mut write = match asked.begin(&app).await? {
        Begun::New(write) => write,
        Begun::Repeated(view) => return Ok(view.into()),
    };
    let who = borrower(&app, &mut write, person).await?;
    let mut turn = take(&app, &mut write, &item).await?;
    let id = id.ok_or_else(missing)?;
    let ended = store::ended_hold(&mut write, id).await?;
    let hold = ended.ok_or_else(|| refused(vec![Refusal::AlreadyHeld]))?;
    let events = turn.run(|stock, now, calendars| {
        let mut events = stock.restore_hold(&who, hold, now, calendars)?;
        events.extend(stock.recall(now, calendars));
        Ok(events)
    })?;
    turn.end(&app, &mut write, &events).await?;
    let view = turn.hold_view(&Names::of(&app).await?, id, None)?;
    write.end(&view).await?;
    Ok(view.into())
}

/// Answers [`RenewLoan`].
pub async fn renew(app: Arc<App>, asked: Asked<RenewLoan>) -> Result<Answer<LoanView>, Failure> {
    let id = asked.endpoint.id.as_ref();
    let loan = id.map(jaettu_domain::id::LoanId::as_str);
    let (mut write, mut turn) = match own(&app, &asked, Own::Loans, loan).await? {
        Ok(own) => own,
        Err(view) => return Ok(view.into()),
    };
    let id = id.ok_or_else(|| Failure::not_found("loan"))?;
    if turn.loan(id).is_err() {
        return Err(refused(vec![Refusal::AlreadyEnded]));
    }
    let events = turn.run(|stock, now, calendars| stock.renew(id, now, calendars))?;
    turn.end(&app, &mut write, &events).await?;
    let view = turn.loan_view(&Names::of(&app).await?, id)?;
    write.end(&view).await?;
    Ok(view.into())
}

/// Answers [`ReportFault`].
pub async fn report_fault(app: Arc<App>, asked: Asked<ReportFault>) -> Result<Answer<Done>, Failure> {
    let person = asked.person()?;
    let report = &asked.endpoint;
    let photo = tickets::photo(&report.photo)?;
    let id = report.id.as_ref();
    let loan = id.map(jaettu_domain::id::LoanId::as_str);
    let (mut write, mut turn) = match own(&app, &asked, Own::Loans, loan).await? {
        Ok(own) => own,
        Err(done) => return Ok(done.into()),
    };
    let id = id.ok_or_else(|| Failure::not_found("loan"))?;
    let barcode = turn
        .loan(id)
        .map_err(|_| refused(vec![Refusal::AlreadyEnded]))?
        .copy
        .clone();
    if tickets::are_enough(&mut write, &barcode).await? {
        return Err(Reason::TOO_MANY_FAULTS.into());
    }
    let events = turn.run(|stock, now, calendars| stock.report_fault(&barcode, now, calendars))?;
    tickets::open(&mut write, &barcode, &person.id, &report.text, photo, turn.now).await?;
    turn.end(&app, &mut write, &events).await?;
    let names = Names::of(&app).await?;
    tell::fault_received(&mut write, &names, &turn.stock.item, id, &person.id, turn.now).await?;
    write.end(&DONE).await?;
    app.bell.ring();
    Ok(DONE.into())
}

/// Answers [`ListLoans`].
pub async fn list_loans(app: Arc<App>, asked: Asked<ListLoans>) -> Result<Answer<Page<LoanView>>, Failure> {
    let items = lists::loans(&app, &asked.person()?.id, asked.endpoint.ended).await?;
    Ok(Page { items, next: None }.into())
}

/// Answers [`ListHolds`].
pub async fn list_holds(app: Arc<App>, asked: Asked<ListHolds>) -> Result<Answer<Page<HoldView>>, Failure> {
    let items = lists::holds(&app, &asked.person()?.id).await?;
    Ok(Page { items, next: None }.into())
}

/// Answers [`ListWishes`].
pub async fn list_wishes(app: Arc<App>, asked: Asked<ListWishes>) -> Result<Answer<Page<WishView>>, Failure> {
    let items = lists::wishes(&app, &asked.person()?.id).await?;
    Ok(Page { items, next: None }.into())
}

/// Answers [`AddWish`].
pub async fn add_wish(app: Arc<App>, asked: Asked<AddWish>) -> Result<Answer<Done>, Failure> {
    let item = existing(&app, asked.endpoint.id.as_ref()).await?;
    let person = asked.person()?;
    // A promise that could not be kept is not made.
    if !people::own_profile(&app.db, &person.id)
        .await?
        .me()?
        .is_told(app.sends)
    {
        return Err(Reason::NO_MESSAGES.into());
    }
    let mut write = match asked.begin(&app).await? {
        Begun::New(write) => write,
        Begun::Repeated(done) => return Ok(done.into()),
    };
    if !lists::add_wish(&mut write, &item, &person.id, app.clock.now()).await? {
        return Err(Reason::TOO_MANY_WISHES.into());
    }
    write.end(&DONE).await?;
    Ok(DONE.into())
}

/// Answers [`RemoveWish`].
pub async fn remove_wish(app: Arc<App>, asked: Asked<RemoveWish>) -> Result<Answer<Done>, Failure> {
    let item = existing(&app, asked.endpoint.id.as_ref()).await?;
    let mut write = match asked.begin(&app).await? {
        Begun::New(write) => write,
        Begun::Repeated(done) => return Ok(done.into()),
    };
    lists::remove_wish(&mut write, &item, &asked.person()?.id).await?;
    write.end(&DONE).await?;
    Ok(DONE.into())
}

async fn existing(app: &App, item: Option<&ItemId>) -> Result<ItemId, Failure> {
    let items = crate::catalogue::items(app).await?;
    let item = item.filter(|item| items.item(item).is_some());
    item.cloned().ok_or_else(|| Failure::not_found("thing"))
}
