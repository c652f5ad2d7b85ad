//! The task that sends what waits.
//!
//! Nothing is lost and, as far as the other side can tell, nothing comes twice, also when this process is killed between
//! any two lines (docs/adr/0012-messages.md). Logs and metrics hold identifiers and codes, never whom a message is for.

use super::config::PublicUrl;
use super::store::endings::{self, Delivery};
use super::store::{self, Claimed, Turn, sent};
use super::{Bell, Outcome, Post, letter};
use crate::clock::Clock;
use crate::db::Db;
use chrono::{DateTime, TimeDelta, Utc};
use jaettu_domain::messages::rules::{goes_along_until, is_reminder, not_before, retry_after, route};
use jaettu_domain::messages::{Channel, Message};
use std::collections::HashMap;
use std::time::Duration;
use tokio::sync::watch;
use tokio::task::JoinHandle;

/// How long what was sent stays in the database.
const KEPT: TimeDelta = TimeDelta::days(90);
/// How often what is older is looked for.
const BETWEEN_FORGETTING: TimeDelta = TimeDelta::hours(1);

/// How long the worker waits.
#[derive(Clone, Copy, Debug)]
pub struct Patience {
    /// For the mail server, about one letter; well below the time of a claim.
    pub server: Duration,
    /// For the bell, before it looks by itself.
    pub bell: Duration,
    /// For the letter at hand when the server stops.
    pub stop: Duration,
}

impl Default for Patience {
    fn default() -> Self {
        Self {
            server: Duration::from_mins(1),
            bell: Duration::from_secs(5),
            stop: Duration::from_secs(10),
        }
    }
}

/// Sends what waits.
#[derive(Debug)]
pub struct Worker {
    db: Db,
    clock: Clock,
    post: Post,
    site: PublicUrl,
    bell: Bell,
}

/// A worker at work.
#[derive(Debug)]
pub struct Running {
    stop: watch::Sender<bool>,
    task: JoinHandle<()>,
}

impl Running {
    /// Lets the letter at hand end, then stops. What is cut off is repeated by the next worker.
    pub async fn stop(mut self) {
        let _ = self.stop.send(true);
        if tokio::time::timeout(Patience::default().stop, &mut self.task)
            .await
            .is_err()
        {
            self.task.abort();
        }
    }
}

impl Worker {
    /// A worker that sends by `post` and links to `site`.
    pub fn new(db: Db, clock: Clock, post: Post, site: PublicUrl, bell: Bell) -> Self {
        Self {
            db,
            clock,
            post,
            site,
            bell,
        }
    }

    /// Works in a task of its own until it is stopped.
    pub fn start(self) -> Running {
        let (stop, stopped) = watch::channel(false);
        let task = tokio::spawn(self.work(stopped));
        Running { stop, task }
    }

    async fn work(self, mut stopped: watch::Receiver<bool>) {
        let mut forgot = DateTime::<Utc>::MIN_UTC;
        while !*stopped.borrow() {
            let now = self.clock.now();
            let done = self.round(&stopped).await;
            let done = if done.is_ok() && now - forgot > BETWEEN_FORGETTING {
                forgot = now;
                sent::forget(&self.db, now - KEPT).await
            } else {
                done
            };
            if let Err(error) = done {
                tracing::error!(%error, "the database failed while messages were sent");
            }
            tokio::select! {
                _ = stopped.changed() => {}
                () = self.bell.rung() => {}
                () = tokio::time::sleep(Patience::default().bell) => {}
            }
        }
    }

    /// Sends everything that is due now.
    pub async fn send_due(&self) -> Result<(), sqlx::Error> {
        let (_stop, stopped) = watch::channel(false);
        self.round(&stopped).await
    }

    async fn round(&self, stopped: &watch::Receiver<bool>) -> Result<(), sqlx::Error> {
        self.tidy().await?;
        let mut moved = true;
        while moved && !*stopped.borrow() {
            moved = false;
            for (turn, reminder) in turns(store::due(&self.db, self.clock.now()).await?) {
                if *stopped.borrow() {
                    break;
                }
                moved |= self.take(&turn, reminder).await?;
            }
        }
        if let Some(email) = &self.post.email {
            email.rest().await;
        }
        self.measure().await
    }

    /// Takes up what others left lying, and lets go of what is old.
    async fn tidy(&self) -> Result<(), sqlx::Error> {
        let now = self.clock.now();
        let found = endings::take_back(&self.db, now).await?;
        if found.letters > 0 {
            tracing::warn!(
                messages = found.letters,
                "a sender did not come back: letters are repeated"
            );
            count(Channel::Email, "repeated", found.letters);
        }
        if found.text_messages > 0 {
            tracing::warn!(
                messages = found.text_messages,
                "nobody knows what became of a text message: it is not repeated"
            );
            count(Channel::Sms, "unknown", found.text_messages);
        }
        let stale = endings::give_up_stale(&self.db, now).await?;
        if stale > 0 {
            tracing::warn!(messages = stale, "what waited for days is not sent any more");
            count_any("stale", stale);
        }
        Ok(())
    }

    async fn measure(&self) -> Result<(), sqlx::Error> {
        let now = self.clock.now();
        let waiting = endings::oldest(&self.db)
            .await?
            .map_or(TimeDelta::zero(), |due| now - due);
        let seconds = u32::try_from(waiting.num_seconds().max(0)).unwrap_or(u32::MAX);
        metrics::gauge!("messages_oldest_waiting_seconds").set(f64::from(seconds));
        Ok(())
    }

    /// Does what is to be done about one turn; false if somebody else did.
    async fn take(&self, turn: &Turn, reminder: bool) -> Result<bool, sqlx::Error> {
        let now = self.clock.now();
        let Some((channel, address)) = route(&turn.contact, self.post.ways(), turn.instead) else {
            return self.leave(turn, now).await;
        };
        let goes = not_before(channel, reminder, now);
        if goes > now {
            return Ok(endings::postpone(&self.db, turn, goes, now).await? > 0);
        }
        let claimed = store::claim(&self.db, turn, channel, goes_along_until(now), now).await?;
        let Some(claimed) = claimed else {
            return Ok(false);
        };
        self.send(turn, channel, address, claimed).await?;
        Ok(true)
    }

    /// Ends what is due for somebody whom no way reaches: what they do not want is dropped; what they want to hear has
    /// failed, so that they count as not told and staff can see it.
    async fn leave(&self, turn: &Turn, now: DateTime<Utc>) -> Result<bool, sqlx::Error> {
        let left = if turn.contact.channel.is_none() {
            let dropped = endings::drop_due(&self.db, turn, now).await?;
            count_any("dropped", dropped);
            dropped
        } else {
            let failed = endings::fail_due(&self.db, turn, "unreachable", now).await?;
            if failed > 0 {
                tracing::warn!(
                    messages = failed,
                    "somebody who wants messages is reached by no way that is set up"
                );
            }
            count_any("unreachable", failed);
            failed
        };
        Ok(left > 0)
    }

    async fn send(
        &self,
        turn: &Turn,
        channel: Channel,
        address: &str,
        claimed: Claimed,
    ) -> Result<(), sqlx::Error> {
        let Claimed {
            delivery,
            messages,
            attempts,
        } = claimed;
        let (subject, body, outcome) = match channel {
            Channel::Email => {
                let letter = letter::letter(&messages, turn.language, &self.site);
                let outcome = match &self.post.email {
                    Some(email) => email.send(&letter, address, delivery).await,
                    None => Outcome::Sent,
                };
                (letter.subject, letter.text, outcome)
            }
            Channel::Sms => {
                let text = letter::sms(&messages, turn.language, &self.site);
                let outcome = match &self.post.sms {
                    Some(sms) => sms.send(&text, address).await,
                    None => Outcome::Sent,
                };
                (String::new(), text, outcome)
            }
        };
        let delivery = Delivery {
            id: delivery,
            person: turn.person.as_deref(),
            channel,
            address,
            subject: &subject,
            body: &body,
        };
        self.end(&delivery, attempts, outcome).await
    }

    /// Notes what became of a delivery.
    async fn end(&self, delivery: &Delivery<'_>, attempts: u32, outcome: Outcome) -> Result<(), sqlx::Error> {
        let (id, channel, now) = (delivery.id, delivery.channel, self.clock.now());
        let (said, trouble) = match (&outcome, channel) {
            (Outcome::Sent, _) => {
                count(channel, "sent", 1);
                return endings::sent(&self.db, delivery, now).await;
            }
            (Outcome::Unknown(trouble), Channel::Sms) => {
                tracing::warn!(%id, %trouble, "the gateway did not say whether it took a text message");
                return endings::let_go(&self.db, id).await;
            }
            (Outcome::Refused(trouble), _) => ("refused for good", trouble),
            (Outcome::Later(trouble), _) => ("not taken", trouble),
            (Outcome::Unknown(trouble), Channel::Email) => ("perhaps not taken", trouble),
        };
        let channel_code = channel.code();
        tracing::warn!(%id, channel = channel_code, attempts, %trouble, "a message was {said}");
        let wait = match outcome {
            Outcome::Refused(_) => None,
            // The last byte of a fresh identifier is as good as any dice.
            _ => retry_after(attempts, id.as_bytes().last().copied().unwrap_or_default()),
        };
        match (wait, &outcome) {
            (None, _) => {
                count(channel, "failed", 1);
                endings::fail(&self.db, id, trouble, now).await
            }
            (Some(wait), Outcome::Unknown(_)) => endings::repeat(&self.db, id, trouble, now + wait).await,
            (Some(wait), _) => endings::try_again(&self.db, id, trouble, now + wait).await,
        }
    }
}

/// One turn for each letter, longest waiting first, and whether it only reminds.
fn turns(due: Vec<(Turn, Option<Message>)>) -> Vec<(Turn, bool)> {
    let mut turns: Vec<(Turn, bool)> = Vec::new();
    let mut places = HashMap::new();
    for (turn, message) in due {
        let reminder = message.as_ref().is_some_and(is_reminder);
        let place = *places
            .entry((turn.recipient.clone(), turn.again, turn.instead))
            .or_insert(turns.len());
        match turns.get_mut(place) {
            Some((_, only_reminds)) => *only_reminds &= reminder,
            None => turns.push((turn, reminder)),
        }
    }
    turns
}

fn count(channel: Channel, outcome: &'static str, messages: u64) {
    metrics::counter!("messages_total", "channel" => channel.code(), "outcome" => outcome)
        .increment(messages);
}

fn count_any(outcome: &'static str, messages: u64) {
    metrics::counter!("messages_total", "channel" => "none", "outcome" => outcome).increment(messages);
}
