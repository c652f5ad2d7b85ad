//! Card holders at the desk: found with a stated need, registered, and shown with what they can fetch.

use super::store;
use crate::App;
use crate::account::store::{self as people, NewPerson, Profile};
use crate::account::{Person, secrets, sessions, throttle};
use crate::api::{Answer, Asked};
use crate::circulation::lists;
use crate::circulation::views::Names;
use crate::db::Tx;
use crate::problem::Failure;
use crate::write::Begun;
use chrono::{DateTime, NaiveDate, TimeDelta, Utc};
use jaettu_domain::account::rules::{is_birthday, lifetime};
use jaettu_domain::account::{Card, Desks, Role};
use jaettu_domain::circulation::api::LoanView;
use jaettu_domain::desk::api::care::{Contact, GetContact, ListLoansOf, UpdatePerson};
use jaettu_domain::desk::api::{AddPerson, CheckOut, FindPeople, Holder};
use jaettu_domain::id::PersonId;
use jaettu_domain::page::Page;
use jaettu_domain::problem::{FieldError, Reason};
use jaettu_domain::time;
use std::sync::Arc;

/// People whom one search shows.
const MOST: i64 = 20;

/// Why a card that is scanned or typed was opened: somebody stands there who wants something.
const AT_THE_DESK: &str = "at the desk";
/// A card that the same staff open again so soon is the same visit: one line is kept of it.
const VISIT: TimeDelta = TimeDelta::minutes(15);

/// Card holders as the desk sees them, in the same order.
async fn views(app: &App, names: &Names, profiles: Vec<Profile>) -> Result<Vec<Holder>, Failure> {
    if profiles.is_empty() {
        return Ok(Vec::new());
    }
    let people: Vec<&str> = profiles.iter().map(|profile| profile.id.as_str()).collect();
    let loans = store::loans_of(&app.db, &people, app.clock.now()).await?;
    let ready = store::ready_for(&app.db, names, &people).await?;
    let all = profiles.into_iter().zip(loans).zip(ready);
    let view = |((profile, (loans, late)), ready): ((Profile, _), _)| {
        Ok(Holder {
            id: profile.person()?,
            ready,
            card: profile.card,
            name: profile.name,
            blocked: profile.blocked,
            disabled: profile.disabled,
            loans,
            late,
        })
    };
    all.map(view).collect()
}

/// A card holder as the desk sees them: what lending needs to know, and not where they are reached.
async fn view(app: &App, names: &Names, profile: Profile) -> Result<Holder, Failure> {
    let holder = views(app, names, vec![profile]).await?.pop();
    holder.ok_or_else(|| Reason::INTERNAL.into())
}

/// Somebody whose card or pickup code was given at the desk; that it was opened is kept.
pub async fn opened(app: &App, staff: &Person, names: &Names, profile: Profile) -> Result<Holder, Failure> {
    let (id, since) = (profile.person()?, app.clock.now() - VISIT);
    if !store::has_looked(&app.db, &staff.id, &id, Some(AT_THE_DESK), since).await? {
        looked(app, staff, &[id], AT_THE_DESK).await?;
    }
    view(app, names, profile).await
}

/// To whom something is lent: by the card, or whom staff have found without one.
pub async fn borrower(app: &App, staff: &Person, asked: &CheckOut) -> Result<PersonId, Failure> {
    let found = match (&asked.card, &asked.person) {
        (Some(card), _) => people::profile_of_card(&app.db, card).await?,
        (None, Some(person)) => {
            let found = people::profile(&app.db, person).await?;
            let found = found.ok_or_else(|| Failure::not_found("person"))?;
            has_seen(app, staff, person).await?;
            Some(found)
        }
        (None, None) => return Err(Reason::INVALID.into()),
    };
    Ok(found.ok_or_else(|| Failure::not_found("card"))?.person()?)
}

/// Refuses whoever has neither opened the card nor found the person with a reason, as long as a session may last.
async fn has_seen(app: &App, staff: &Person, whom: &PersonId) -> Result<(), Failure> {
    let since = app.clock.now() - lifetime(staff.role).absolute;
    if store::has_looked(&app.db, &staff.id, whom, None, since).await? {
        return Ok(());
    }
    Err(Reason::NOT_ALLOWED.into())
}

/// Writes down that staff looked at people's data, and why.
async fn looked(app: &App, staff: &Person, whom: &[PersonId], reason: &str) -> Result<(), Failure> {
    if whom.is_empty() {
        return Ok(());
    }
    let now = app.clock.now();
    let mut tx = app.db.begin().await?;
    for person in whom {
        people::audit(
            &mut tx,
            &staff.id,
            "looked_up",
            Some(person.as_str()),
            reason,
            now,
        )
        .await?;
    }
    tx.commit().await?;
    Ok(())
}

/// Answers [`FindPeople`].
pub async fn find(app: Arc<App>, asked: Asked<FindPeople>) -> Result<Answer<Page<Holder>>, Failure> {
    let staff = asked.person()?;
    let FindPeople { query, reason } = &asked.endpoint;
    let profiles = if let Ok(card) = query.parse::<Card>() {
        Vec::from_iter(people::profile_of_card(&app.db, &card).await?)
    } else {
        people::profiles_named(&app.db, query, MOST).await?
    };
    let whom: Vec<PersonId> = profiles.iter().map(Profile::person).collect::<Result<_, _>>()?;
    looked(&app, staff, &whom, reason).await?;
    let items = views(&app, &Names::of(&app).await?, profiles).await?;
    Ok(Page { items, next: None }.into())
}

/// Answers [`GetContact`].
pub async fn contact(app: Arc<App>, asked: Asked<GetContact>) -> Result<Answer<Contact>, Failure> {
    let missing = || Failure::not_found("person");
    let id = asked.endpoint.id.clone().ok_or_else(missing)?;
    let profile = people::profile(&app.db, &id).await?.ok_or_else(missing)?;
    let reason = ["contact: ", &asked.endpoint.reason].concat();
    looked(&app, asked.person()?, &[id], &reason).await?;
    let (email, phone) = (profile.email.clone(), profile.phone.clone());
    let holder = view(&app, &Names::of(&app).await?, profile).await?;
    Ok(Contact { holder, email, phone }.into())
}

/// Answers [`AddPerson`].
pub async fn add(app: Arc<App>, asked: Asked<AddPerson>) -> Result<Answer<Holder>, Failure> {
    let staff = asked.person()?;
    let new = asked.endpoint.clone();
    born(new.born, app.clock.now())?;
    let (Some(card), Some(pin)) = (new.card, new.pin) else {
        return Err(Reason::INVALID.into());
    };
    let pin_hash = secrets::hashed(pin).await.map_err(|_| Reason::INTERNAL)?;
    let mut write = match asked.begin(&app).await? {
        Begun::New(write) => write,
        Begun::Repeated(holder) => return Ok(holder.into()),
    };
    let now = app.clock.now();
    let person = NewPerson {
        card: Some(card),
        pin_hash: Some(pin_hash),
        identity: None,
        name: new.name,
        email: new.email.map(|email| email.as_str().to_owned()),
        phone: new.phone.map(|phone| phone.as_str().to_owned()),
        channel: new.channel,
        language: new.language,
        born: new.born,
        role: AddPerson::ROLE,
        desks: Desks::NONE,
    };
    let id = people::add(&mut write, &person, now).await.map_err(taken)?;
    people::audit(
        &mut write,
        &staff.id,
        "registered",
        Some(id.as_str()),
        "new card",
        now,
    )
    .await?;
    let profile = people::profile_in(&mut write, &id)
        .await?
        .ok_or_else(|| Failure::from(Reason::INTERNAL))?;
    write.is_about(&id);
    let holder = Holder {
        id,
        card: profile.card,
        name: profile.name,
        blocked: None,
        disabled: false,
        loans: 0,
        late: 0,
        ready: Vec::new(),
    };
    write.end(&holder).await?;
    Ok(holder.into())
}

fn taken(failure: Failure) -> Failure {
    if failure.unique {
        Reason::CARD_TAKEN.into()
    } else {
        failure
    }
}

/// Refuses a day on which nobody was born.
fn born(day: Option<NaiveDate>, now: DateTime<Utc>) -> Result<(), Failure> {
    if day.is_none_or(|day| is_birthday(day, time::today(now))) {
        return Ok(());
    }
    let takes = "takes a day in the past on which somebody was born";
    Err(vec![FieldError::new("born", "not_valid", takes)].into())
}

/// Answers [`UpdatePerson`]. Staff do not shut each other out: that is for who runs the service.
pub async fn update(app: Arc<App>, asked: Asked<UpdatePerson>) -> Result<Answer<Holder>, Failure> {
    let (staff, ask) = (asked.person()?, &asked.endpoint);
    let missing = || Failure::not_found("person");
    let id = ask.id.as_ref().ok_or_else(missing)?;
    if ask.changes_nothing() {
        return Err(Reason::INVALID.into());
    }
    born(ask.born, app.clock.now())?;
    has_seen(&app, staff, id).await?;
    let pin_hash = match ask.pin.clone() {
        Some(pin) => Some(secrets::hashed(pin).await.map_err(|_| Reason::INTERNAL)?),
        None => None,
    };
    let mut write = match asked.begin(&app).await? {
        Begun::New(write) => write,
        Begun::Repeated(holder) => return Ok(holder.into()),
    };
    let profile = people::profile_in(&mut write, id).await?.ok_or_else(missing)?;
    let has_card = profile.card.is_some() || ask.card.is_some();
    let by_provider = profile.issuer.is_some();
    if ![Role::Resident, Role::Volunteer]
        .map(Role::code)
        .contains(&profile.role.as_str())
    {
        return Err(Reason::NOT_ALLOWED.into());
    }
    // Who signs in at the provider is known by that alone: a PIN would be a second way in that the provider cannot close.
    if pin_hash.is_some() && by_provider {
        return Err(Reason::OPENID_ACCOUNT.into());
    }
    if pin_hash.is_some() && !has_card {
        return Err(vec![FieldError::new("card", "missing", "a PIN goes with a card")].into());
    }
    let now = app.clock.now();
    if pin_hash.is_some()
        && let Some(card) = profile.card.as_deref().and_then(|card| card.parse().ok())
    {
        throttle::forget(&mut write, &card).await?;
    }
    for (action, why) in change(&mut write, id, ask, pin_hash).await? {
        people::audit(&mut write, &staff.id, action, Some(id.as_str()), why, now).await?;
    }
    let profile = people::profile_in(&mut write, id).await?.ok_or_else(missing)?;
    let holder = view(&app, &Names::of(&app).await?, profile).await?;
    write.is_about(id);
    write.end(&holder).await?;
    Ok(holder.into())
}

/// Changes what is asked for: what is to be kept of it, and why. Whoever has the old card or PIN is signed out.
async fn change<'a>(
    tx: &mut Tx,
    id: &PersonId,
    ask: &'a UpdatePerson,
    pin_hash: Option<String>,
) -> Result<Vec<(&'static str, &'a str)>, Failure> {
    let mut done = Vec::new();
    if let Some(why) = ask.blocked.as_deref() {
        let why = Some(why).filter(|why| !why.is_empty());
        people::put_blocked(tx, id, why).await?;
        let action = if why.is_some() { "blocked" } else { "unblocked" };
        done.push((action, why.unwrap_or_default()));
    }
    if let Some(disabled) = ask.disabled {
        people::put_disabled(tx, id, disabled).await?;
        done.push((if disabled { "disabled" } else { "enabled" }, ""));
    }
    if let Some(card) = &ask.card {
        people::put_card(tx, id, card).await.map_err(taken)?;
        done.push(("gave_card", ""));
    }
    if let Some(hash) = pin_hash {
        people::put_pin(tx, id, &hash).await?;
        done.push(("gave_pin", ""));
    }
    if ask.card.is_some() || ask.pin.is_some() {
        sessions::end_all(tx, id).await?;
    }
    if let Some(name) = &ask.name {
        people::put_name(tx, id, name).await?;
        done.push(("corrected_name", ""));
    }
    if let Some(born) = ask.born {
        people::put_born(tx, id, born).await?;
        done.push(("noted_birthday", ""));
    }
    Ok(done)
}

/// Answers [`ListLoansOf`], for whoever has opened the card, or found the person with a reason, in this session.
pub async fn loans(app: Arc<App>, asked: Asked<ListLoansOf>) -> Result<Answer<Page<LoanView>>, Failure> {
    let staff = asked.person()?;
    let missing = || Failure::not_found("person");
    let id = asked.endpoint.id.as_ref().ok_or_else(missing)?;
    if people::profile(&app.db, id).await?.is_none() {
        return Err(missing());
    }
    has_seen(&app, staff, id).await?;
    looked(&app, staff, std::slice::from_ref(id), "loans").await?;
    let items = lists::loans(&app, id, false).await?;
    Ok(Page { items, next: None }.into())
}
