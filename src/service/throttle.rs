//! How often a password may be tried.

use std::collections::HashMap;
use std::net::{IpAddr, Ipv6Addr};
use std::sync::{Mutex, PoisonError};

use jiff::{SignedDuration, Timestamp};

/// The time over which tries are counted.
const WINDOW: SignedDuration = SignedDuration::from_mins(15);

/// Wrong tries at one account from one address.
const PER_ACCOUNT: u32 = 10;

/// Wrong tries at any account from one address. A whole school may sit behind one, so it is
/// wide; it stops the trying of one password on every name.
const PER_ADDRESS: u32 = 200;

/// What is remembered at most; past it the older half is forgotten.
const ENTRIES: usize = 20_000;

/// Counts wrong tries. Each try is counted before its password is checked and taken back when it
/// was right, so that tries at the same time cannot slip past together.
#[derive(Debug, Default)]
pub struct Throttle {
    counts: Mutex<HashMap<Key, Count>>,
}

#[derive(Debug, Clone, PartialEq, Eq, Hash)]
enum Key {
    Account(String, IpAddr),
    Address(IpAddr),
}

#[derive(Debug, Clone, Copy)]
struct Count {
    since: Timestamp,
    tries: u32,
}

impl Throttle {
    /// Counts a try, or says after which time the next is allowed.
    pub(super) fn begin(
        &self,
        account: &str,
        address: IpAddr,
        now: Timestamp,
    ) -> Result<(), SignedDuration> {
        let mut counts = self.counts.lock().unwrap_or_else(PoisonError::into_inner);
        let keys = keys(account, address);
        for (key, limit) in &keys {
            if let Some(count) = counts.get(key)
                && count.tries >= *limit
                && let left = WINDOW - now.duration_since(count.since)
                && left.is_positive()
            {
                return Err(left);
            }
        }
        if counts.len() + keys.len() > ENTRIES {
            make_room(&mut counts, now);
        }
        for (key, _) in keys {
            let count = counts.entry(key).or_insert(Count { since: now, tries: 0 });
            if now.duration_since(count.since) >= WINDOW {
                *count = Count { since: now, tries: 0 };
            }
            count.tries += 1;
        }
        Ok(())
    }

    /// Takes a try back that was right; earlier wrong ones at that account are forgiven.
    pub(super) fn succeed(&self, account: &str, address: IpAddr) {
        let mut counts = self.counts.lock().unwrap_or_else(PoisonError::into_inner);
        let [(account, _), (address, _)] = keys(account, address);
        counts.remove(&account);
        if let Some(count) = counts.get_mut(&address) {
            count.tries = count.tries.saturating_sub(1);
        }
    }
}

fn keys(account: &str, address: IpAddr) -> [(Key, u32); 2] {
    let address = network(address);
    [(Key::Account(account.to_owned(), address), PER_ACCOUNT), (Key::Address(address), PER_ADDRESS)]
}

/// One household has a whole /64 of IPv6 addresses to try from.
fn network(address: IpAddr) -> IpAddr {
    match address.to_canonical() {
        IpAddr::V6(v6) => IpAddr::V6(Ipv6Addr::from_bits(v6.to_bits() & !u128::from(u64::MAX))),
        v4 @ IpAddr::V4(_) => v4,
    }
}

fn make_room(counts: &mut HashMap<Key, Count>, now: Timestamp) {
    counts.retain(|_, count| now.duration_since(count.since) < WINDOW);
    if counts.len() + 2 > ENTRIES {
        // Half at once: one by one, each try of a flood would search them all.
        let mut times: Vec<Timestamp> = counts.values().map(|count| count.since).collect();
        let (_, middle, _) = times.select_nth_unstable(ENTRIES / 2);
        let middle = *middle;
        counts.retain(|_, count| count.since > middle);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(minutes: i64) -> Timestamp {
        Timestamp::UNIX_EPOCH + SignedDuration::from_mins(minutes)
    }

    const HOME: IpAddr = IpAddr::V4(std::net::Ipv4Addr::new(10, 0, 0, 1));

    #[test]
    fn ten_wrong_tries_in_a_quarter_of_an_hour_are_enough() {
        let throttle = Throttle::default();
        for _ in 0..PER_ACCOUNT {
            throttle.begin("lin", HOME, at(0)).unwrap();
        }
        assert_eq!(throttle.begin("lin", HOME, at(5)), Err(SignedDuration::from_mins(10)));
        throttle.begin("zhou", HOME, at(5)).unwrap();
        throttle.begin("lin", "10.0.0.2".parse().unwrap(), at(5)).unwrap();
        throttle.begin("lin", HOME, at(15)).unwrap();
    }

    #[test]
    fn a_right_password_clears_the_account() {
        let throttle = Throttle::default();
        for _ in 0..3 * PER_ACCOUNT {
            throttle.begin("lin", HOME, at(0)).unwrap();
            throttle.succeed("lin", HOME);
        }
    }

    #[test]
    fn one_address_cannot_walk_through_all_names() {
        let throttle = Throttle::default();
        let walk: Vec<bool> =
            (0..PER_ADDRESS + 5).map(|n| throttle.begin(&n.to_string(), HOME, at(1)).is_ok()).collect();
        assert_eq!(walk.iter().filter(|allowed| **allowed).count() as u32, PER_ADDRESS);
    }

    #[test]
    fn neighbours_of_ipv6_count_as_one_and_memory_is_bounded() {
        let throttle = Throttle::default();
        for n in 0..PER_ACCOUNT {
            throttle.begin("lin", format!("2001:db8::{n:x}").parse().unwrap(), at(0)).unwrap();
        }
        assert!(throttle.begin("lin", "2001:db8::ffff".parse().unwrap(), at(0)).is_err());
        for n in 0..ENTRIES as u128 {
            let address = IpAddr::V6(Ipv6Addr::from_bits((n + 1) << 64));
            let _ = throttle.begin("lin", address, at(1));
        }
        assert!(throttle.counts.lock().unwrap().len() <= ENTRIES);
    }
}
