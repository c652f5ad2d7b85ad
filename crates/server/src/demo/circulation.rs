//! Example people with their loans and holds: invented, and the same at every start for the same `now`.
//!
//! The copies of the example catalogue say what is on loan, on a hold shelf or under way; here everything of that gets a
//! person. The accounts that anybody may try have something of everything.

use super::DemoError;
use super::catalogue::chance;
use crate::App;
use crate::account::secrets;
use crate::account::store::{self as people, NewPerson};
use crate::circulation::take;
use crate::db::Tx;
use chrono::{DateTime, Days, NaiveDate, TimeDelta, Utc};
use jaettu_domain::account::{Channel, Desks, Role};
use jaettu_domain::catalogue::Spot;
use jaettu_domain::circulation::calendar::Calendars;
use jaettu_domain::circulation::{Hold, HoldState, Loan, Stock, StockCopy, calendar};
use jaettu_domain::id::{ItemId, LibraryId, PersonId};
use jaettu_domain::text::Language;
use jaettu_domain::time;

/// PIN of every account that anybody may try.
const PIN: &str = "1234";
/// Invented borrowers beside those accounts. Nobody can sign in as one of them.
const BORROWERS: u64 = 150;

/// An account that anybody may try: card, name, role, library (`*` for all).
pub const ACCOUNTS: [(&str, &str, Role, Option<&str>); 13] = [
    ("10000001", "Asukas 1", Role::Resident, None),
    ("10000002", "Asukas 2", Role::Resident, None),
    ("10000003", "Asukas 3", Role::Resident, None),
    ("10000004", "Asukas 4", Role::Resident, None),
    ("10000005", "Asukas 5", Role::Resident, None),
    ("10000006", "Asukas 6", Role::Resident, None),
    ("10000007", "Asukas 7", Role::Resident, None),
    ("10000008", "Asukas 8", Role::Resident, None),
    ("10000009", "Asukas 9", Role::Resident, None),
    ("20000001", "Vapaaehtoinen 1", Role::Volunteer, None),
    ("30000001", "Virkailija, Kallio", Role::Staff, Some("kallio")),
    ("30000002", "Virkailija, kaikki kirjastot", Role::Staff, Some("*")),
    ("40000001", "Koordinaattori", Role::Coordinator, None),
];

/// Writes people, loans and holds; so many wait for each thing. Who the residents are: the accounts to try first.
pub(super) async fn fill(app: &App, waiting: &[(ItemId, u32)]) -> Result<Vec<PersonId>, DemoError> {
    let now = app.clock.now();
    let mut tx = app.db.begin().await?;
    let people = people(&mut tx, now).await?;
    let libraries = crate::libraries::current(app).await?;
    let example = Example {
        people: &people,
        calendars: libraries.calendars(),
        now,
    };
    for (item, waiting) in waiting {
        let failed = |failure: crate::problem::Failure| DemoError::Data(failure.problem.detail);
        let mut turn = take(app, &mut tx, item).await.map_err(failed)?;
        example.fill(&mut turn.stock, *waiting)?;
        turn.end(app, &mut tx, &[]).await.map_err(failed)?;
    }
    tx.commit().await?;
    Ok(people)
}

/// Adds the accounts and the borrowers: the borrowers.
async fn people(tx: &mut Tx, now: DateTime<Utc>) -> Result<Vec<PersonId>, DemoError> {
    let wrong = |what: &str| DemoError::Data(what.to_owned());
    let pin = PIN.parse().map_err(|_| wrong("PIN"))?;
    let pin_hash = secrets::hash(&pin).map_err(|error| wrong(&error.to_string()))?;
    let mut all = Vec::new();
    for (card, name, role, at) in ACCOUNTS {
        let desks = match at {
            None => Desks::NONE,
            Some("*") => Desks::All,
            Some(library) => Desks::These(vec![LibraryId::new(library).map_err(|_| wrong(library))?]),
        };
        let account = NewPerson {
            card: Some(card.parse().map_err(|_| wrong(card))?),
            pin_hash: Some(pin_hash.clone()),
            email: Some(format!("{card}@example.org")),
            role,
            desks,
            ..person(name.to_owned())
        };
        let id = id(&[card])?;
        people::add_as(tx, &id, &account, now).await?;
        if role == Role::Resident {
            all.push(id);
        }
    }
    for number in 0..BORROWERS {
        let card = format!("{}", 19_000_000 + number);
        let borrower = NewPerson {
            card: Some(card.parse().map_err(|_| wrong(&card))?),
            ..person(format!("Lainaaja {}", number + 1))
        };
        let id = id(&[&card])?;
        people::add_as(tx, &id, &borrower, now).await?;
        all.push(id);
    }
    Ok(all)
}

fn person(name: String) -> NewPerson {
    NewPerson {
        card: None,
        pin_hash: None,
        identity: None,
        name,
        email: None,
        phone: None,
        channel: Channel::Email,
        language: Language::Fi,
        born: NaiveDate::from_ymd_opt(1980, 1, 1),
        role: Role::Resident,
        desks: Desks::NONE,
    }
}

/// An identifier that is the same for the same words.
pub(super) fn id<T: TryFrom<String>>(words: &[&str]) -> Result<T, DemoError> {
    let (high, low) = (
        chance(words, u64::MAX),
        chance(&[words, &["low"]].concat(), u64::MAX),
    );
    let uuid = uuid::Uuid::from_u64_pair(high, low).hyphenated().to_string();
    T::try_from(uuid).map_err(|_| DemoError::Data("an identifier".to_owned()))
}

/// Gives what is lent and promised to people.
struct Example<'a> {
    people: &'a [PersonId],
    calendars: Calendars<'a>,
    now: DateTime<Utc>,
}

impl Example<'_> {
    /// Who has or wants something of a thing: for each number another.
    fn person(&self, item: &ItemId, number: usize) -> PersonId {
        let people = self.people.len();
        let first = chance(&[item.as_str(), "first person"], people as u64);
        let first = usize::try_from(first).unwrap_or(0);
        self.people[(first + number) % people].clone()
    }

    fn fill(&self, stock: &mut Stock, waiting: u32) -> Result<(), DemoError> {
        let mut number = 0;
        for copy in 0..stock.copies.len() {
            match stock.copies[copy].place {
                Spot::OnLoan => stock.loans.push(self.loan(stock, copy, number)?),
                Spot::HoldShelf | Spot::Transit => stock.holds.push(self.hold(stock, number, Some(copy))?),
                _ => continue,
            }
            stock.copies[copy].foreign_due = None;
            number += 1;
        }
        for _ in 0..waiting {
            stock.holds.push(self.hold(stock, number, None)?);
            number += 1;
        }
        stock
            .holds
            .sort_by(|one, other| (one.placed_at, &one.id).cmp(&(other.placed_at, &other.id)));
        Ok(())
    }

    fn loan(&self, stock: &Stock, copy: usize, number: usize) -> Result<Loan, DemoError> {
        let StockCopy {
            barcode,
            home,
            foreign_due,
            ..
        } = &stock.copies[copy];
        let due = foreign_due.unwrap_or_else(|| time::today(self.now));
        let due_at = calendar::next(self.calendars.of(home), due, stock.rules.desk_only).at;
        let lent_at = due_at - TimeDelta::days(i64::from(stock.rules.days)) - TimeDelta::hours(3);
        Ok(Loan {
            id: id(&[barcode.as_str(), "loan"])?,
            item: stock.item.clone(),
            copy: barcode.clone(),
            person: self.person(&stock.item, number),
            library: home.clone(),
            lent_at: lent_at.min(self.now - TimeDelta::hours(2)),
            due_at,
            due_unverified: false,
            promised_until: due_at,
            renewals: 0,
            recalled_at: None,
            returned_at: None,
            written_off_at: None,
            missing: Vec::new(),
        })
    }

    fn hold(&self, stock: &Stock, number: usize, copy: Option<usize>) -> Result<Hold, DemoError> {
        let copy = copy.map(|copy| &stock.copies[copy]);
        let name = number.to_string();
        let words = [stock.item.as_str(), &name, "hold"];
        let hours = i64::try_from(chance(&words, 20 * 24)).unwrap_or(0);
        // Whoever is served has waited longer than those who still wait.
        let since = if copy.is_some() {
            21 * 24 + hours
        } else {
            1 + hours
        };
        let ready = copy.is_some_and(|copy| copy.place == Spot::HoldShelf);
        let home = stock
            .copies
            .get(number % stock.copies.len().max(1))
            .map(|copy| &copy.home);
        let pickup = copy.map(|copy| &copy.library).or(home);
        let pickup = pickup.ok_or_else(|| DemoError::Data(format!("nobody can wait for {}", stock.item)))?;
        let until = time::today(self.now) + Days::new(1 + chance(&words, 5));
        Ok(Hold {
            id: id(&words)?,
            item: stock.item.clone(),
            person: self.person(&stock.item, number),
            pickup: pickup.clone(),
            placed_at: self.now - TimeDelta::hours(since),
            state: match copy {
                None => HoldState::Waiting,
                Some(_) if ready => HoldState::Ready,
                Some(_) => HoldState::InTransit,
            },
            frozen_until: None,
            not_after: None,
            copy: copy.map(|copy| copy.barcode.clone()),
            ready_at: ready.then(|| self.now - TimeDelta::hours(20)),
            pickup_until: ready
                .then(|| calendar::next(self.calendars.of(pickup), until, stock.rules.desk_only).at),
            pickup_unverified: false,
            ended_at: None,
        })
    }
}
