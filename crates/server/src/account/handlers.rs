//! Signing in and one's own data over HTTP.

use super::{Person, erase, export, secrets, sessions, store, throttle};
use crate::App;
use crate::api::{Answer, Asked};
use crate::db::Tx;
use crate::problem::Failure;
use crate::write::{Begun, Key};
use jaettu_domain::account::Card;
use jaettu_domain::account::api::{
    ChangePin, DONE, Done, EndOtherSessions, EndSession, EraseMe, Export, ExportMe, GetMe, GetSignInWays,
    ListSessions, Me, SessionView, SignIn, SignInWays, SignOut, UpdateMe,
};
use jaettu_domain::account::rules::lacking;
use jaettu_domain::id::PersonId;
use jaettu_domain::page::Page;
use jaettu_domain::problem::{FieldError, Reason};
use std::sync::Arc;

/// Answers [`SignIn`]: the same answer, after the same time, for a card that nobody has and for a wrong PIN.
pub async fn sign_in(app: Arc<App>, asked: Asked<SignIn>) -> Result<Answer<Me>, Failure> {
    if !app.ways.card {
        return Err(Failure::not_found("way of signing in"));
    }
    let SignIn { card, pin } = &asked.endpoint;
    let counted = throttle::begin(&app, card, asked.address).await?;
    let secret = match card.parse::<Card>() {
        Ok(card) => store::secret(&app.db, &card).await?,
        Err(_) => None,
    };
    let hash = secret.as_ref().and_then(|secret| secret.pin_hash.clone());
    let right = secrets::fits(pin.clone(), hash).await;
    let Some(secret) = secret.filter(|_| right) else {
        return Err(Reason::WRONG_PIN.into());
    };
    counted.succeeded(&app).await?;
    // Only told to whoever knows the PIN.
    if secret.disabled {
        return Err(Reason::CARD_DISABLED.into());
    }
    let person: PersonId = secret.id.parse().map_err(|_| Failure::from(Reason::INTERNAL))?;
    let role = secret.role.parse().map_err(|_| Failure::from(Reason::INTERNAL))?;
    let now = app.clock.now();
    let mut tx = app.db.begin().await?;
    let (before, key) = (asked.token.as_deref(), asked.key.as_ref().map(Key::as_str));
    let cookie = sessions::begin(&mut tx, &person, role, &asked.device, before, key, now).await?;
    tx.commit().await?;
    let me = store::own_profile(&app.db, &person).await?.me()?;
    Ok(Answer {
        cookie: Some(cookie),
        ..me.into()
    })
}

/// Answers [`SignOut`]; also where nobody is signed in any more.
pub async fn sign_out(app: Arc<App>, asked: Asked<SignOut>) -> Result<Answer<Done>, Failure> {
    let mut id_token = None;
    if let Some(token) = &asked.token {
        let mut tx = app.db.begin().await?;
        id_token = sessions::id_token(&mut tx, token).await?;
        sessions::end_token(&mut tx, token).await?;
        tx.commit().await?;
    }
    let next = match (&app.ways.openid, id_token) {
        (Some(provider), Some(id_token)) => provider.sign_out_address(&id_token, app.clock.now()).await,
        _ => None,
    };
    Ok(Answer {
        cookie: Some(sessions::no_cookie()?),
        ..Done { next, ..DONE }.into()
    })
}

/// Answers [`GetSignInWays`].
pub async fn ways(app: Arc<App>, _: GetSignInWays) -> Result<SignInWays, Failure> {
    Ok(SignInWays {
        card: app.ways.card,
        openid: app.ways.openid.is_some(),
    })
}

/// Answers [`GetMe`].
pub async fn me(app: Arc<App>, asked: Asked<GetMe>) -> Result<Answer<Me>, Failure> {
    Ok(own(&app, asked.person()?).await?.into())
}

async fn own(app: &App, person: &Person) -> Result<Me, Failure> {
    Ok(store::own_profile(&app.db, &person.id).await?.me()?)
}

/// Answers [`UpdateMe`].
pub async fn update(app: Arc<App>, asked: Asked<UpdateMe>) -> Result<Answer<Me>, Failure> {
    let person = asked.person()?;
    let mut write = match asked.begin(&app).await? {
        Begun::New(write) => write,
        Begun::Repeated(me) => return Ok(me.into()),
    };
    store::update(&mut write, &person.id, &asked.endpoint).await?;
    reachable(&mut write, person, &asked.endpoint).await?;
    if asked.endpoint.keeps_history == Some(false) {
        erase::history(&mut write, &person.id, app.clock.now()).await?;
    }
    let profile = store::profile_in(&mut write, &person.id).await?;
    let me = profile.ok_or_else(|| Failure::from(Reason::SIGN_IN))?.me()?;
    write.end(&me).await?;
    Ok(me.into())
}

/// Whoever wants to be told has to be reachable that way, with what was there before and with what has just changed.
async fn reachable(tx: &mut Tx, person: &Person, change: &UpdateMe) -> Result<(), Failure> {
    if change.email.is_none() && change.phone.is_none() && change.channel.is_none() {
        return Ok(());
    }
    let profile = store::profile_in(tx, &person.id).await?;
    let me = profile.ok_or_else(|| Failure::from(Reason::SIGN_IN))?.me()?;
    match lacking(me.channel, me.email.is_some(), me.phone.is_some()) {
        Some(field) => Err(vec![FieldError::new(
            field,
            "missing",
            "needed for messages by this channel",
        )]
        .into()),
        None => Ok(()),
    }
}

/// Answers [`ChangePin`]: whoever is signed in elsewhere has to know the new one.
pub async fn change_pin(app: Arc<App>, asked: Asked<ChangePin>) -> Result<Answer<Done>, Failure> {
    let person = asked.person()?;
    let counted = throttle::begin(&app, person.id.as_str(), asked.address).await?;
    let hash = store::pin_hash(&app.db, &person.id).await?;
    if !secrets::fits(asked.endpoint.old.clone(), hash).await {
        return Err(Reason::WRONG_PIN.into());
    }
    counted.succeeded(&app).await?;
    let new = asked
        .endpoint
        .new
        .clone()
        .ok_or_else(|| Failure::from(Reason::INVALID))?;
    let hash = secrets::hashed(new).await.map_err(|_| Reason::INTERNAL)?;
    let mut write = match asked.begin(&app).await? {
        Begun::New(write) => write,
        Begun::Repeated(done) => return Ok(done.into()),
    };
    store::put_pin(&mut write, &person.id, &hash).await?;
    sessions::end_others(&mut write, &person.id, &person.session).await?;
    write.end(&DONE).await?;
    Ok(DONE.into())
}

/// Answers [`ListSessions`].
pub async fn list_sessions(
    app: Arc<App>,
    asked: Asked<ListSessions>,
) -> Result<Answer<Page<SessionView>>, Failure> {
    let items = sessions::list(&app, asked.person()?).await?;
    Ok(Page { items, next: None }.into())
}

/// Answers [`EndSession`].
pub async fn end_session(app: Arc<App>, asked: Asked<EndSession>) -> Result<Answer<Done>, Failure> {
    let person = asked.person()?;
    let session = asked
        .endpoint
        .id
        .as_ref()
        .ok_or_else(|| Failure::not_found("session"))?;
    let mut write = match asked.begin(&app).await? {
        Begun::New(write) => write,
        Begun::Repeated(done) => return Ok(done.into()),
    };
    if !sessions::end(&mut write, &person.id, session).await? {
        return Err(Failure::not_found("session"));
    }
    write.end(&DONE).await?;
    Ok(DONE.into())
}

/// Answers [`EndOtherSessions`].
pub async fn end_other_sessions(
    app: Arc<App>,
    asked: Asked<EndOtherSessions>,
) -> Result<Answer<Done>, Failure> {
    let person = asked.person()?;
    let mut write = match asked.begin(&app).await? {
        Begun::New(write) => write,
        Begun::Repeated(done) => return Ok(done.into()),
    };
    sessions::end_others(&mut write, &person.id, &person.session).await?;
    write.end(&DONE).await?;
    Ok(DONE.into())
}

/// Answers [`EraseMe`].
pub async fn erase(app: Arc<App>, asked: Asked<EraseMe>) -> Result<Answer<Done>, Failure> {
    erase::person(&app, &asked.person()?.id).await?;
    Ok(Answer {
        cookie: Some(sessions::no_cookie()?),
        ..DONE.into()
    })
}

/// Answers [`ExportMe`].
pub async fn export(app: Arc<App>, asked: Asked<ExportMe>) -> Result<Answer<Export>, Failure> {
    let all = export::all(&app.db, &asked.person()?.id).await?;
    Ok(Export(all).into())
}
