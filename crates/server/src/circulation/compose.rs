//! What people are told of a decision, in which words and on which occasion.

use super::views::Names;
use super::{Turn, lists};
use crate::db::Tx;
use crate::problem::Failure;
use chrono::{DateTime, Utc};
use jaettu_domain::circulation::{Event, Hold, Loan};
use jaettu_domain::id::{HoldId, LoanId, PersonId};
use jaettu_domain::messages::{Due, Message, Pickup};

/// A message to somebody, and what it is about, so that they are not told twice.
pub(super) struct News {
    pub(super) person: PersonId,
    pub(super) message: Message,
    pub(super) occasion: String,
    /// The loan, hold or wish that it is about, so that it can be taken back.
    pub(super) about: Option<String>,
}

/// What was ready is not any more, and its hold waits again.
pub(super) fn back(names: &Names, hold: &Hold, now: DateTime<Utc>) -> News {
    News {
        person: hold.person.clone(),
        occasion: occasion("back", hold.id.as_str(), Some(now)),
        message: Message::HoldBack {
            item: hold.item.clone(),
            name: names.item(&hold.item),
        },
        about: Some(hold.id.to_string()),
    }
}

/// What a message is sent once for: something that has happened to something at some time.
pub(super) fn occasion(kind: &str, id: &str, at: Option<DateTime<Utc>>) -> String {
    format!("{kind} {id} {}", at.map_or(0, |at| at.timestamp_millis()))
}

/// The message that follows from something that has happened; nothing where the person did it themselves and sees it.
pub(super) fn of_event(names: &Names, turn: &Turn, event: &Event) -> Result<Option<News>, Failure> {
    let hold = |id: &HoldId| turn.hold(id);
    let loan = |id: &LoanId| turn.loan(id);
    Ok(Some(match event {
        Event::HoldExpired { hold: id } => {
            let hold = hold(id)?;
            News {
                person: hold.person.clone(),
                occasion: occasion("expired", id.as_str(), hold.ended_at),
                message: Message::HoldExpired {
                    item: hold.item.clone(),
                    name: names.item(&hold.item),
                    library_name: names.library(&hold.pickup),
                },
                about: Some(id.to_string()),
            }
        }
        Event::HoldLapsed { hold: id } => {
            let hold = hold(id)?;
            News {
                person: hold.person.clone(),
                occasion: occasion("lapsed", id.as_str(), hold.ended_at),
                message: Message::HoldLapsed {
                    item: hold.item.clone(),
                    name: names.item(&hold.item),
                },
                about: Some(id.to_string()),
            }
        }
        Event::HoldBack { hold: id } => back(names, hold(id)?, turn.now),
        Event::HoldAway { hold: id } => {
            let hold = hold(id)?;
            News {
                person: hold.person.clone(),
                occasion: occasion("away", id.as_str(), Some(turn.now)),
                message: Message::HoldAway {
                    item: hold.item.clone(),
                    name: names.item(&hold.item),
                },
                about: Some(id.to_string()),
            }
        }
        Event::PickupMoved { hold: id, .. } => {
            let hold = hold(id)?;
            News {
                person: hold.person.clone(),
                occasion: occasion("pickup moved", id.as_str(), hold.pickup_until),
                message: Message::PickupMoved {
                    item: hold.item.clone(),
                    name: names.item(&hold.item),
                    library_name: names.library(&hold.pickup),
                    until: hold.pickup_until.unwrap_or(turn.now),
                },
                about: Some(id.to_string()),
            }
        }
        Event::Recalled { loan: id, .. } => {
            let loan = loan(id)?;
            News {
                person: loan.person.clone(),
                occasion: occasion("recalled", id.as_str(), Some(loan.due_at)),
                message: Message::LoanRecalled(due(names, loan)),
                about: Some(id.to_string()),
            }
        }
        Event::DueMoved { loan: id, before } => {
            let loan = loan(id)?;
            let Due {
                loan: id,
                item,
                name,
                due,
            } = due(names, loan);
            News {
                person: loan.person.clone(),
                occasion: occasion("due moved", id.as_str(), Some(due)),
                about: Some(id.to_string()),
                message: Message::LoanDueMoved {
                    loan: id,
                    item,
                    name,
                    before: *before,
                    due,
                },
            }
        }
        // What the person does, they see.
        _ => return Ok(None),
    }))
}

/// That a hold can be fetched; nothing where it cannot.
pub(super) async fn ready(tx: &mut Tx, names: &Names, hold: &Hold) -> Result<Option<News>, sqlx::Error> {
    let code = lists::code(tx, &hold.id).await?;
    Ok(pickup(names, hold, code).map(|pickup| News {
        person: hold.person.clone(),
        occasion: occasion("ready", hold.id.as_str(), hold.ready_at),
        message: Message::HoldReady(pickup),
        about: Some(hold.id.to_string()),
    }))
}

pub(super) fn pickup(names: &Names, hold: &Hold, code: Option<String>) -> Option<Pickup> {
    Some(Pickup {
        item: hold.item.clone(),
        name: names.item(&hold.item),
        library: hold.pickup.clone(),
        library_name: names.library(&hold.pickup),
        until: hold.pickup_until?,
        until_known: !hold.pickup_unverified,
        code: code?,
    })
}

pub(super) fn due(names: &Names, loan: &Loan) -> Due {
    Due {
        loan: loan.id.clone(),
        item: loan.item.clone(),
        name: names.item(&loan.item),
        due: loan.due_at,
    }
}
