//! `jaettu-server user`: accounts by hand. The first staff of a new service are made with it.

use super::store::{self, NewPerson};
use super::{secrets, sessions};
use crate::db::Db;
use chrono::{DateTime, NaiveDate, Utc};
use clap::{Args, Subcommand};
use jaettu_domain::account::rules::{Email, Phone, Pin};
use jaettu_domain::account::{Card, Channel, Desks, Role};
use jaettu_domain::id::LibraryId;
use jaettu_domain::text::Language;
use std::fmt::Display;
use std::io::BufRead;
use std::str::FromStr;

type Failure = Box<dyn std::error::Error>;

/// What to do with an account.
#[derive(Debug, Subcommand)]
pub enum User {
    /// Adds an account. Its PIN is read from the first line of the standard input, or made up and printed.
    Add(Add),
    /// Gives an account another role, and the desks that go with it.
    Role(Change),
    /// Gives an account another PIN, read from the first line of the standard input or made up and printed, and signs it out
    /// everywhere.
    Pin {
        /// Number of the library card.
        #[arg(value_parser = read::<Card>)]
        card: Card,
        /// Reads the PIN from the first line of the standard input.
        #[arg(long)]
        pin_from_stdin: bool,
    },
    /// Disables an account: it is signed out everywhere and cannot sign in. With --enable it can again.
    Disable {
        /// Number of the library card.
        #[arg(value_parser = read::<Card>)]
        card: Card,
        /// Lets it sign in again.
        #[arg(long)]
        enable: bool,
    },
}

/// A new account.
#[derive(Args, Debug)]
pub struct Add {
    /// Number of the library card.
    #[arg(value_parser = read::<Card>)]
    card: Card,
    /// Name.
    #[arg(long)]
    name: String,
    /// resident, volunteer, staff, coordinator or admin.
    #[arg(long, value_parser = read::<Role>, default_value = "resident")]
    role: Role,
    /// Library at whose desk they work; may be repeated, and `all` means every one.
    #[arg(long)]
    library: Vec<String>,
    /// E-mail address; they are then written to.
    #[arg(long, value_parser = text::<Email>)]
    email: Option<String>,
    /// Mobile number.
    #[arg(long, value_parser = text::<Phone>)]
    phone: Option<String>,
    /// Day of birth, 1980-12-24.
    #[arg(long)]
    born: Option<NaiveDate>,
    /// fi, sv or en.
    #[arg(long, value_parser = read::<Language>, default_value = "fi")]
    language: Language,
    /// Reads the PIN from the first line of the standard input.
    #[arg(long)]
    pin_from_stdin: bool,
}

/// Another role.
#[derive(Args, Debug)]
pub struct Change {
    /// Number of the library card.
    #[arg(value_parser = read::<Card>)]
    card: Card,
    /// resident, volunteer, staff, coordinator or admin.
    #[arg(value_parser = read::<Role>)]
    role: Role,
    /// Library at whose desk they work; may be repeated, and `all` means every one.
    #[arg(long)]
    library: Vec<String>,
}

fn read<T: FromStr<Err: Display>>(text: &str) -> Result<T, String> {
    text.parse().map_err(|error| format!("takes {error}"))
}

/// Checks the form, and keeps the text as it is stored.
fn text<T: FromStr<Err: Display> + AsText>(text: &str) -> Result<String, String> {
    read::<T>(text).map(|value| value.text().to_owned())
}

trait AsText {
    fn text(&self) -> &str;
}

impl AsText for Email {
    fn text(&self) -> &str {
        self.as_str()
    }
}

impl AsText for Phone {
    fn text(&self) -> &str {
        self.as_str()
    }
}

fn desks(libraries: &[String]) -> Result<Desks, Failure> {
    if libraries.iter().any(|library| library == "all") {
        return Ok(Desks::All);
    }
    let libraries: Result<Vec<LibraryId>, _> = libraries.iter().map(LibraryId::new).collect();
    Ok(Desks::These(
        libraries.map_err(|error| format!("a library is named by {error}"))?,
    ))
}

/// Does it: one sentence about what was done.
pub async fn run(db: &Db, user: User, now: DateTime<Utc>) -> Result<String, Failure> {
    match user {
        User::Add(new) => add(db, new, now).await,
        User::Role(Change { card, role, library }) => {
            let person = find(db, &card).await?;
            let mut tx = db.begin().await?;
            store::put_role(&mut tx, &person, role, &desks(&library)?)
                .await
                .map_err(unknown_library)?;
            tx.commit().await?;
            Ok(format!("{} is {} now", card.grouped(), role.code()))
        }
        User::Pin { card, pin_from_stdin } => {
            let person = find(db, &card).await?;
            let (pin, said) = new_pin(pin_from_stdin)?;
            let mut tx = db.begin().await?;
            store::put_pin(&mut tx, &person, &secrets::hash(&pin)?).await?;
            sessions::end_all(&mut tx, &person).await?;
            tx.commit().await?;
            Ok(format!("{} has another PIN now{said}", card.grouped()))
        }
        User::Disable { card, enable } => {
            let person = find(db, &card).await?;
            let mut tx = db.begin().await?;
            store::put_disabled(&mut tx, &person, !enable).await?;
            tx.commit().await?;
            let can = if enable {
                "can sign in again"
            } else {
                "cannot sign in any more"
            };
            Ok(format!("{} {can}", card.grouped()))
        }
    }
}

async fn find(db: &Db, card: &Card) -> Result<jaettu_domain::id::PersonId, Failure> {
    let profile = store::profile_of_card(db, card).await?;
    let profile = profile.ok_or_else(|| format!("nobody has the card {}", card.grouped()))?;
    Ok(profile.person()?)
}

/// A PIN that is given or made up, and what is said about it.
fn new_pin(from_stdin: bool) -> Result<(Pin, String), Failure> {
    if from_stdin {
        let mut line = String::new();
        std::io::stdin().lock().read_line(&mut line)?;
        let pin = read::<Pin>(line.trim()).map_err(|takes| format!("the PIN {takes}"))?;
        return Ok((pin, String::new()));
    }
    let digits: String = secrets::digits(6)?;
    Ok((read::<Pin>(&digits)?, format!("; its PIN is {digits}")))
}

async fn add(db: &Db, new: Add, now: DateTime<Utc>) -> Result<String, Failure> {
    let (pin, said) = new_pin(new.pin_from_stdin)?;
    let card = new.card.grouped();
    let person = NewPerson {
        card: Some(new.card),
        pin_hash: Some(secrets::hash(&pin)?),
        identity: None,
        name: new.name,
        channel: match (&new.email, &new.phone) {
            (Some(_), _) => Channel::Email,
            (None, Some(_)) => Channel::Sms,
            (None, None) => Channel::None,
        },
        email: new.email,
        phone: new.phone,
        language: new.language,
        born: new.born,
        role: new.role,
        desks: desks(&new.library)?,
    };
    let mut tx = db.begin().await?;
    let added = store::add(&mut tx, &person, now).await;
    added.map_err(|failure| {
        if failure.unique {
            format!("somebody has the card {card} already")
        } else {
            "there is no such library, or the database failed".to_owned()
        }
    })?;
    tx.commit().await?;
    Ok(format!("{card} is {} now{said}", new.role.code()))
}

fn unknown_library(error: sqlx::Error) -> Failure {
    match error.as_database_error() {
        Some(database) if database.is_foreign_key_violation() => "there is no such library".into(),
        _ => error.into(),
    }
}
