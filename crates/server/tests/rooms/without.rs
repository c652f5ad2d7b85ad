//! What days are without some bookings, held beside giving those bookings back.

use crate::place::{room, with_rooms};
use crate::support::Service;
use jaettu_domain::busy::{Claim, LeafDay, Quarter, Quarters};
use jaettu_domain::id::{BookingId, LeafId};
use jaettu_server::ids;
use jaettu_server::rooms::claims;
use serde_json::json;
use std::collections::BTreeMap;

on_both_databases!(days_without_some_bookings_are_what_is_left_when_they_are_given_back);

/// Numbers that look like chance and are the same each time.
struct Chance(u64);

impl Chance {
    fn below(&mut self, end: u32) -> u32 {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1);
        u32::try_from(self.0 >> 33).unwrap() % end
    }

    /// Around a midnight, as UTC has it, with up to four hours kept clear on either side.
    fn claim(&mut self) -> Claim {
        let from = Quarter::first_of(20_799).plus(i64::from(self.below(192)));
        Claim {
            used: Quarters::new(from, 1 + self.below(8)),
            before: self.below(17),
            after: self.below(17),
        }
    }
}

async fn days_without_some_bookings_are_what_is_left_when_they_are_given_back(service: Service) {
    let rooms = ["yksi", "kaksi", "kolme"].map(|id| room(id, &json!({})));
    let service = with_rooms(service, &rooms).await;
    let some: Vec<LeafId> = rooms
        .iter()
        .flat_map(|room| room.leaves.iter().cloned())
        .collect();
    assert_eq!(some.len(), 3);
    let all = some.iter().cloned().collect();
    for seed in 0..40 {
        let mut chance = Chance(seed);
        // Never ended: none of these bookings exists.
        let mut tx = service.app.db.begin().await.unwrap();
        claims::lock(&mut tx, &all).await.unwrap();
        let mut made: Vec<(BookingId, Vec<LeafId>, Claim)> = Vec::new();
        for _ in 0..40 {
            let (claim, mut on) = (chance.claim(), some.clone());
            on.retain(|_| chance.below(2) == 0);
            let agrees = |(_, others, other): &(BookingId, Vec<LeafId>, Claim)| {
                claim.agrees_with(*other) || !others.iter().any(|leaf| on.contains(leaf))
            };
            if on.is_empty() || !made.iter().all(agrees) {
                continue;
            }
            let id: BookingId = ids::new(service.app.clock.now()).unwrap();
            assert!(claims::claim(&mut tx, &id, &on, claim).await.unwrap());
            made.push((id, on, claim));
        }
        let mut given: Vec<BookingId> = made.into_iter().map(|(id, ..)| id).collect();
        given.retain(|_| chance.below(3) == 0);
        let told = claims::days_without(&mut tx, &given).await.unwrap();
        assert_eq!(told.is_empty(), given.is_empty());
        for id in &given {
            claims::free_locked(&mut tx, id).await.unwrap();
        }
        let left = claims::days_in(&mut tx, &all, 20_790, 20_810).await.unwrap();
        let left = left.into_iter().map(|(leaf, day, bits)| ((leaf, day), bits));
        let left: BTreeMap<(LeafId, i64), LeafDay> = left.collect();
        for one in told {
            assert_eq!(left[&(one.leaf, one.day)], one.bits, "seed {seed}");
        }
    }
}
