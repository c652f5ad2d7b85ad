//! Card holders at the desk: found with a stated need, registered, and shown with what they can fetch.

use super::store::{READY_FOR, list};
use crate::App;
use crate::account::store::{self as people, NewPerson, Profile};
use crate::account::{Person, secrets};
use crate::api::{Answer, Asked};
use crate::circulation::lists;
use crate::circulation::views::Names;
use crate::db::on_db;
use crate::problem::Failure;
use crate::write::Begun;
use jaettu_domain::account::{Card, Desks};
use jaettu_domain::circulation::api::LoanView;
use jaettu_domain::desk::api::care::{ListLoansOf, UpdatePerson};
use jaettu_domain::desk::api::{AddPerson, FindPeople, Holder};
use jaettu_domain::endpoint::Access;
use jaettu_domain::id::PersonId;
use jaettu_domain::page::Page;
use jaettu_domain::problem::Reason;
use std::sync::Arc;

/// People whom one search shows.
const MOST: i64 = 20;

/// A card holder as the desk sees them.
pub async fn view(app: &App, names: &Names, profile: Profile) -> Result<Holder, Failure> {
    const LOANS: &str = "SELECT COUNT(*), COUNT(CASE WHEN due_at < $2 THEN 1 END) FROM loans \
        WHERE person = $1 AND returned_at IS NULL AND written_off_at IS NULL";
    let now = app.clock.now().timestamp_millis();
    let (loans, late): (i64, i64) = on_db!(&app.db, pool => sqlx::query_as(LOANS)
        .bind(&profile.id).bind(now).fetch_one(pool).await?);
    Ok(Holder {
        id: profile.person()?,
        ready: list(&app.db, names, READY_FOR, &profile.id, now).await?,
        card: profile.card,
        name: profile.name,
        blocked: profile.blocked,
        disabled: profile.disabled,
        loans: u32::try_from(loans).unwrap_or(u32::MAX),
        late: u32::try_from(late).unwrap_or(u32::MAX),
    })
}

/// Writes down that staff looked at somebody's data, and why.
pub async fn looked(app: &App, staff: &Person, whom: &PersonId, reason: &str) -> Result<(), Failure> {
    let mut tx = app.db.begin().await?;
    people::audit(
        &mut tx,
        &staff.id,
        "looked_up",
        Some(whom.as_str()),
        reason,
        app.clock.now(),
    )
    .await?;
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
    let names = Names::of(&app).await?;
    let mut items = Vec::with_capacity(profiles.len());
    for profile in profiles {
        looked(&app, staff, &profile.person()?, reason).await?;
        items.push(view(&app, &names, profile).await?);
    }
    Ok(Page { items, next: None }.into())
}

/// Answers [`AddPerson`].
pub async fn add(app: Arc<App>, asked: Asked<AddPerson>) -> Result<Answer<Holder>, Failure> {
    let staff = asked.person()?;
    let new = asked.endpoint.clone();
    let (Some(card), Some(pin)) = (new.card, new.pin) else {
        return Err(Reason::INVALID.into());
    };
    let hashed = tokio::task::spawn_blocking(move || secrets::hash(&pin)).await;
    let Ok(Ok(pin_hash)) = hashed else {
        return Err(Reason::INTERNAL.into());
    };
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

/// Answers [`UpdatePerson`]. Staff do not shut each other out: that is for who runs the service.
pub async fn update(app: Arc<App>, asked: Asked<UpdatePerson>) -> Result<Answer<Holder>, Failure> {
    let staff = asked.person()?;
    let id = asked
        .endpoint
        .id
        .as_ref()
        .ok_or_else(|| Failure::not_found("person"))?;
    let mut write = match asked.begin(&app).await? {
        Begun::New(write) => write,
        Begun::Repeated(holder) => return Ok(holder.into()),
    };
    let profile = people::profile_in(&mut write, id)
        .await?
        .ok_or_else(|| Failure::not_found("person"))?;
    if Access::Staff.admits(Some(profile.me()?.role)) {
        return Err(Reason::NOT_ALLOWED.into());
    }
    let now = app.clock.now();
    if let Some(why) = &asked.endpoint.blocked {
        let why = Some(why.as_str()).filter(|why| !why.is_empty());
        people::put_blocked(&mut write, id, why).await?;
        let action = if why.is_some() { "blocked" } else { "unblocked" };
        people::audit(
            &mut write,
            &staff.id,
            action,
            Some(id.as_str()),
            why.unwrap_or_default(),
            now,
        )
        .await?;
    }
    if let Some(disabled) = asked.endpoint.disabled {
        people::put_disabled(&mut write, id, disabled).await?;
        let action = if disabled { "disabled" } else { "enabled" };
        people::audit(&mut write, &staff.id, action, Some(id.as_str()), "", now).await?;
    }
    let profile = people::profile_in(&mut write, id)
        .await?
        .ok_or_else(|| Failure::not_found("person"))?;
    let holder = view(&app, &Names::of(&app).await?, profile).await?;
    write.end(&holder).await?;
    Ok(holder.into())
}

/// Answers [`ListLoansOf`].
pub async fn loans(app: Arc<App>, asked: Asked<ListLoansOf>) -> Result<Answer<Page<LoanView>>, Failure> {
    let id = asked
        .endpoint
        .id
        .as_ref()
        .ok_or_else(|| Failure::not_found("person"))?;
    if people::profile(&app.db, id).await?.is_none() {
        return Err(Failure::not_found("person"));
    }
    looked(&app, asked.person()?, id, "loans").await?;
    let items = lists::loans(&app, id, false).await?;
    Ok(Page { items, next: None }.into())
}
