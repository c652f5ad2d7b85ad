//! Any commands in any order, over a year of opening and closing.

use super::support::*;
use crate::catalogue::{LoanRules, Spot};
use crate::circulation::calendar::{self, Calendars};
use crate::circulation::{Borrower, Event, Hold, HoldState, Loan, Refusal, Stock, UNTIL_THAWED};
use crate::id::{HoldId, LibraryId, LoanId};
use crate::libraries::DayHours;
use crate::time;
use chrono::{DateTime, Days, NaiveDate, TimeDelta, Utc};
use proptest::prelude::*;
use proptest::test_runner::TestCaseResult;

const LIBRARIES: [&str; 3] = ["kallio", "oodi", "pasila"];
const COPIES: [&str; 4] = ["A1", "B1", "C1", "D1"];
const FIRST_DAY: &str = "2026-06-01";
/// So many days of hours are known.
const KNOWN: usize = 45;

/// What is tried: a number of the command and three numbers from which it takes what it needs.
type Step = (u8, usize, usize, usize);

/// A town at a simulated time.
struct Year {
    stock: Stock,
    hours: Vec<Vec<DayHours>>,
    now: DateTime<Utc>,
    made: u32,
}

impl Year {
    fn new(rules: LoanRules, closed: &[(usize, usize)]) -> Self {
        let copies = COPIES.iter().zip(LIBRARIES.iter().cycle());
        let mut hours = vec![hours(FIRST_DAY, 500, &HOLIDAYS); LIBRARIES.len()];
        for (library, day) in closed {
            hours[*library][*day].openings.clear();
        }
        let town = Town::new(&[]);
        Self {
            stock: Stock {
                rules,
                copies: copies.map(|(word, at)| copy(word, at)).collect(),
                ..town.stock
            },
            hours,
            now: town.now,
            made: 0,
        }
    }

    fn today(&self) -> NaiveDate {
        time::today(self.now)
    }

    fn known(&self) -> usize {
        let passed = (self.today() - date(FIRST_DAY)).num_days();
        usize::try_from(passed).unwrap() + KNOWN
    }

    fn act<T>(&mut self, act: impl FnOnce(&mut Stock, DateTime<Utc>, &Calendars<'_>) -> T) -> T {
        let known = self.known();
        let all = LIBRARIES.iter().zip(&self.hours);
        let calendars = Calendars::new(all.map(|(id, days)| (library(id), &days[..known])));
        act(&mut self.stock, self.now, &calendars)
    }

    fn usable(&self, at: &LibraryId, day: NaiveDate) -> Option<bool> {
        let place = LIBRARIES.iter().position(|id| *id == at.as_str()).unwrap();
        calendar::usable(
            &self.hours[place][..self.known()],
            day,
            self.stock.rules.desk_only,
        )
    }

    fn some_hold(&self, a: usize) -> HoldId {
        let holds = &self.stock.holds;
        holds
            .get(a % holds.len().max(1))
            .map_or(hold_id(u32::MAX), |hold| hold.id.clone())
    }

    fn some_loan(&self, a: usize) -> LoanId {
        let loans = &self.stock.loans;
        loans
            .get(a % loans.len().max(1))
            .map_or(loan_id(u32::MAX), |loan| loan.id.clone())
    }

    /// A few minutes pass; it may be the next day, and a freeze over.
    fn tick(&mut self) {
        self.stock.forget_ended();
        self.now += TimeDelta::minutes(7);
        self.act(Stock::serve);
    }

    /// Does one step; what was refused is told, and has changed nothing.
    fn step(&mut self, (kind, a, b, c): Step) -> Done {
        self.made += 1;
        let (made, copy) = (self.made, barcode(COPIES[a % COPIES.len()]));
        let (at, who) = (
            library(LIBRARIES[b % LIBRARIES.len()]),
            person(u32::try_from(c % 9).unwrap()),
        );
        let (hold, loan) = (self.some_hold(a), self.some_loan(a));
        let until = self.today() + Days::new(u64::try_from(c % 20).unwrap());
        let events = |done: Result<(_, Vec<Event>), Vec<Refusal>>| done.map(|(_, events)| events);
        match kind {
            0..=5 => {
                let last = (a % 3 == 0).then_some(until);
                self.act(|stock, now, hours| stock.place_hold(&who, &at, last, hold_id(made), now, hours))
            }
            6..=9 => events(self.act(|stock, now, hours| stock.check_in(&copy, &at, &[], now, hours))),
            10..=14 => self.lend(&copy, &who, &at),
            15..=17 => self.fetch(a),
            18..=19 => self.act(|stock, now, hours| stock.renew(&loan, now, hours)),
            20 => Ok(self.act(Stock::recall)),
            21 => {
                let until = if b == 0 { UNTIL_THAWED } else { until };
                self.act(|stock, now, hours| stock.freeze(&hold, until, now, hours))
            }
            22 => self.act(|stock, now, hours| stock.thaw(&hold, now, hours)),
            23 => self.act(|stock, now, hours| stock.move_pickup(&hold, &at, now, hours)),
            24 => self.act(|stock, now, hours| match c % 4 {
                0 => stock.cancel(&hold, now, hours),
                _ => stock.set_not_after(&hold, Some(until), now, hours),
            }),
            25 => self.act(|stock, now, hours| match c % 5 {
                0 => stock.report_fault(&copy, now, hours),
                1 => stock.lost(&copy, now, hours),
                2 => stock.withdraw(&copy, now, hours),
                3 => stock.write_off(&loan, now, hours),
                _ => Ok(stock.count_anew(std::slice::from_ref(&hold), now, hours)),
            }),
            26..=27 => self
                .act(|stock, now, hours| stock.solve(&copy, &at, now, hours))
                .map(|(_, events)| events),
            28 => {
                self.close(b, c);
                Ok(self.act(Stock::recompute))
            }
            _ => Ok(self.sleep(c)),
        }
    }

    /// Somebody comes for the copy that is ready for them.
    fn fetch(&mut self, a: usize) -> Done {
        let holds = self.stock.holds.iter();
        let ready: Vec<&Hold> = holds.filter(|hold| hold.state == HoldState::Ready).collect();
        let Some(hold) = ready.get(a % ready.len().max(1)) else {
            return Ok(Vec::new());
        };
        let who = Borrower {
            id: hold.person.clone(),
            ..person(0)
        };
        let (copy, at) = (hold.copy.clone().unwrap(), hold.pickup.clone());
        let done = self.lend(&copy, &who, &at);
        assert!(done.is_ok(), "{done:?}");
        done
    }

    fn lend(&mut self, copy: &crate::id::Barcode, who: &Borrower, at: &LibraryId) -> Done {
        let id = loan_id(self.made);
        self.act(|stock, now, hours| stock.check_out(copy, who, at, id, now, hours))
    }

    /// A closure of some days is announced, from tomorrow or later.
    fn close(&mut self, library: usize, c: usize) {
        let from = self.known() - KNOWN + 1 + c % 20;
        for day in &mut self.hours[library % LIBRARIES.len()][from..from + 1 + c % 4] {
            day.openings.clear();
        }
    }

    /// Some days pass, and at the end of them what is done every night.
    fn sleep(&mut self, c: usize) -> Vec<Event> {
        self.now = self.now + Days::new(1 + u64::try_from(c % 9).unwrap());
        let mut events = self.act(Stock::recompute);
        events.extend(self.act(Stock::expire_due));
        events
    }

    /// What is true after every command, given the stock before it.
    fn is_sound(&self, before: &Stock) -> TestCaseResult {
        let wrong = self.stock.check(self.today());
        prop_assert!(wrong.is_empty(), "{:#?}\n{:#?}", wrong, self.stock);
        for hold in &self.stock.holds {
            self.hold_is_sound(hold, before)?;
        }
        for loan in &self.stock.loans {
            self.loan_is_sound(loan, before)?;
        }
        Ok(())
    }

    fn hold_is_sound(&self, hold: &Hold, before: &Stock) -> TestCaseResult {
        if matches!(hold.state, HoldState::Cancelled | HoldState::Expired) {
            prop_assert_eq!(&hold.copy, &None);
        }
        let old = before.holds.iter().find(|old| old.id == hold.id);
        if let Some(old) = old {
            prop_assert_eq!((old.placed_at, &old.person), (hold.placed_at, &hold.person));
            // What has ended stays as it was.
            prop_assert!(old.state.is_live() || old == hold);
        }
        let news = hold.state.has_copy() && old.is_none_or(|old| old.copy != hold.copy);
        if news {
            // Nobody was passed over who could have had this copy. One that is on its way arrives first.
            let copies = &self.stock.copies;
            let copy = copies
                .iter()
                .find(|copy| Some(&copy.barcode) == hold.copy.as_ref())
                .unwrap();
            let before = self.stock.holds.iter().take_while(|other| other.id != hold.id);
            let mut passed = before.filter(|other| other.is_serviceable(self.today()));
            let home = |other: &Hold| !self.stock.rules.home_only || copy.home == other.pickup;
            let way = |other: &Hold| hold.state != HoldState::InTransit || hold.pickup == other.pickup;
            prop_assert!(
                !passed.any(|other| home(other) && way(other)),
                "{:?} was served first",
                hold
            );
        }
        if hold.state == HoldState::Ready && !hold.pickup_unverified {
            let until = hold.pickup_until.unwrap();
            let usable = self.usable(&hold.pickup, calendar::day_of(until));
            prop_assert!(until <= self.now || usable == Some(true), "{:?}", hold);
        }
        Ok(())
    }

    fn loan_is_sound(&self, loan: &Loan, before: &Stock) -> TestCaseResult {
        prop_assert!(loan.due_at >= loan.promised_until);
        let due = calendar::day_of(loan.due_at);
        if loan.is_open() && loan.due_at > self.now && !loan.due_unverified {
            prop_assert_eq!(self.usable(&loan.library, due), Some(true), "{:?}", loan);
        }
        let Some(old) = before.loans.iter().find(|old| old.id == loan.id) else {
            return Ok(());
        };
        prop_assert!(old.is_open() || old == loan);
        let recalled = old.recalled_at.is_none() && loan.recalled_at.is_some();
        prop_assert!(due >= calendar::day_of(old.due_at) || recalled, "{:?}", loan);
        prop_assert!(calendar::day_of(loan.promised_until) >= calendar::day_of(old.promised_until));
        // Who is asked to return it earlier is asked to return it earlier.
        prop_assert!(!recalled || due < calendar::day_of(old.due_at));
        Ok(())
    }
}

prop_compose! {
    fn any_rules()(
        days in prop_oneof![Just(1_u32), Just(7), Just(14), Just(28)], renewals in 0_u32..4,
        flags in any::<[bool; 3]>(), pickup_days in 1_u32..6, recall in proptest::option::of(0_u32..20),
    ) -> LoanRules {
        let [desk_only, home_only, spread_returns] = flags;
        LoanRules {
            days, renewals, desk_only, home_only, spread_returns, pickup_days, recall_after_days: recall, ..rules()
        }
    }
}

fn any_steps() -> impl Strategy<Value = Vec<Step>> {
    proptest::collection::vec((0_u8..33, 0_usize..12, 0_usize..3, 0_usize..36), 1..200)
}

fn any_closures() -> impl Strategy<Value = Vec<(usize, usize)>> {
    proptest::collection::vec((0_usize..3, 0_usize..400), 0..150)
}

/// The kind of step in which days pass.
const SLEEP: u8 = 32;

proptest! {
    #![proptest_config(ProptestConfig::with_cases(48))]

    #[test]
    fn whatever_is_done_in_a_year_the_stock_stays_sound(
        rules in any_rules(), closed in any_closures(), steps in any_steps(),
    ) {
        let mut year = Year::new(rules, &closed);
        let end = year.today() + Days::new(365);
        // The same things happen again and again, at other times; every dozen of them a few days pass.
        for (n, step) in steps.iter().cycle().enumerate() {
            year.tick();
            let before = year.stock.clone();
            let step = if n % 12 == 11 { (SLEEP, 0, 0, n % 36) } else { *step };
            let done = year.step(step);
            if done.is_err() {
                prop_assert!(year.stock.changes(&before).is_empty());
            }
            year.is_sound(&before)?;
            if year.today() >= end {
                break;
            }
        }
    }

    #[test]
    fn every_command_leaves_nothing_to_be_served(
        rules in any_rules(), steps in any_steps(),
    ) {
        let mut year = Year::new(rules, &[]);
        for step in steps {
            year.tick();
            let _ = year.step(step);
            let before = year.stock.clone();
            let events = year.act(Stock::serve);
            prop_assert_eq!(events, []);
            prop_assert_eq!(&year.stock, &before);
            if year.known() > 480 {
                break;
            }
        }
    }

    #[test]
    fn a_copy_that_is_scanned_twice_goes_the_same_way(
        rules in any_rules(), steps in any_steps(), copy in 0_usize..4, at in 0_usize..3,
    ) {
        let mut year = Year::new(rules, &[]);
        for step in steps.into_iter().take(40) {
            year.tick();
            let _ = year.step(step);
        }
        let (copy, at) = (barcode(COPIES[copy]), library(LIBRARIES[at]));
        let scan = |year: &mut Year| year.act(|stock, now, hours| stock.check_in(&copy, &at, &[], now, hours));
        let Ok((route, _)) = scan(&mut year) else { return Ok(()) };
        let before = year.stock.clone();
        prop_assert_eq!(scan(&mut year), Ok((route, vec![])));
        prop_assert_eq!(&year.stock, &before);
    }

    #[test]
    fn an_estimate_is_a_time_to_come_and_grows_with_the_queue(rules in any_rules(), steps in any_steps()) {
        let mut year = Year::new(rules, &[]);
        for step in steps {
            year.tick();
            let _ = year.step(step);
        }
        let mut last = None;
        for position in 1..30 {
            let Some((from, to)) = year.stock.wait(position, &library("kallio"), year.today()) else { break };
            prop_assert!(year.today() <= from && from <= to);
            prop_assert!(last.is_none_or(|(first, second)| first <= from && second <= to));
            last = Some((from, to));
        }
        let lent = year.stock.copies.iter().any(|copy| copy.place == Spot::OnLoan);
        prop_assert!(last.is_none() || lent || year.stock.copies.iter().any(crate::circulation::StockCopy::circulates));
    }
}
