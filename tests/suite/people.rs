//! People: added, invited, signed in, kept out.

use std::collections::BTreeSet;

use jiff::SignedDuration;
use yanxi::service::people::{self, AcceptError, AddError, SignInError, SignIns};
use yanxi::service::sample;
use yanxi::service::session::{self, LinkError, Peer};
use yanxi::store::{Role, StoreError};

use crate::store::{Scratch, at};

const HERE: Peer =
    Peer { address: std::net::IpAddr::V4(std::net::Ipv4Addr::LOCALHOST), is_forwarded: false };
const PHONE: Peer =
    Peer { address: std::net::IpAddr::V4(std::net::Ipv4Addr::new(10, 0, 0, 7)), is_forwarded: false };
const DAY: i64 = 24 * 3600;

#[test]
fn somebody_is_invited_sets_a_password_and_signs_in_from_a_phone() {
    let scratch = Scratch::new();
    let (store, sign_ins) = (&scratch.store, SignIns::default());
    let class = people::class_named(store, "秋季一班", "沈阳", at(0)).unwrap();
    assert_eq!(people::class_named(store, "秋季一班", "大连", at(0)).unwrap(), class);
    let invited = people::add(store, "  林  晓 ", [Role::Trainee].into(), Some(class), at(0)).unwrap();
    assert_eq!(invited.person.name, "林 晓");
    let url = invited.url("https://learn.example.edu.cn/");
    let token = url.strip_prefix("https://learn.example.edu.cn/invitation/").unwrap();

    assert_eq!(people::invited(store, token, PHONE, at(1)).unwrap(), invited.person);
    let accept = |password, now| people::accept(store, &sign_ins, token, password, PHONE, at(now));
    assert!(matches!(accept("short", 2), Err(AcceptError::Weak(_))), "and the link still works");
    let session = accept("我在沈阳学人工智能", 3);
    assert!(matches!(session, Err(AcceptError::Weak(_))), "nine characters");
    let session = accept("我在沈阳学人工智能!", 4).unwrap();
    assert_eq!(session::person(store, &session.secret(), at(5)).unwrap().unwrap().id, invited.person.id);
    assert!(matches!(accept("another password", 6), Err(AcceptError::Link(LinkError::Taken))));

    let sign_in = |name, password| people::sign_in(store, &sign_ins, name, password, PHONE, at(7));
    assert!(matches!(sign_in("林 晓", "我在沈阳学人工智能?"), Err(SignInError::Wrong)));
    assert!(matches!(sign_in("林", "我在沈阳学人工智能!"), Err(SignInError::Wrong)));
    let session = sign_in("林　晓", "我在沈阳学人工智能！").unwrap().secret();
    assert!(session::person(store, &session, at(8)).unwrap().is_some());
    session::sign_out(store, &session).unwrap();
    assert!(session::person(store, &session, at(9)).unwrap().is_none());
}

#[test]
fn an_invitation_lasts_a_week_and_a_new_one_replaces_it() {
    let scratch = Scratch::new();
    let store = &scratch.store;
    let first = people::add(store, "林晓", [Role::Trainee].into(), None, at(0)).unwrap();
    let secret = first.token.secret();
    assert!(people::invited(store, &secret, PHONE, at(7 * DAY - 1)).is_ok());
    assert!(matches!(people::invited(store, &secret, PHONE, at(7 * DAY)), Err(LinkError::Expired)));
    let second = people::invite(store, first.person.id, at(7 * DAY)).unwrap();
    assert!(matches!(people::invited(store, &secret, PHONE, at(1)), Err(LinkError::Unknown)));
    assert!(people::invited(store, &second.token.secret(), PHONE, at(7 * DAY)).is_ok());
    let by_link = session::follow_link(store, &second.token.secret(), PHONE, at(7 * DAY));
    assert!(matches!(by_link, Err(LinkError::Unknown)), "an invitation signs nobody in by itself");
}

#[test]
fn names_and_roles_are_checked() {
    let scratch = Scratch::new();
    let add = |name: &str, roles: BTreeSet<Role>| people::add(&scratch.store, name, roles, None, at(0));
    assert!(matches!(add(" \u{3000}", [Role::Trainee].into()), Err(AddError::NoName)));
    assert!(matches!(add(&"名".repeat(61), [Role::Trainee].into()), Err(AddError::BadName)));
    assert!(matches!(add("a\u{7}b", [Role::Trainee].into()), Err(AddError::BadName)));
    assert!(matches!(add("林晓", BTreeSet::new()), Err(AddError::NoRole)));
    add("林晓", [Role::Trainee].into()).unwrap();
    let twice = add("林晓", [Role::Grader].into());
    assert!(matches!(twice, Err(AddError::Store(StoreError::NameTaken(_)))));
}

#[test]
fn guessing_is_stopped_for_the_guesser_alone() {
    let scratch = Scratch::new();
    let (store, sign_ins) = (&scratch.store, SignIns::default());
    let invited = people::add(store, "林晓", [Role::Trainee].into(), None, at(0)).unwrap();
    people::accept(store, &sign_ins, &invited.token.secret(), "right password", HERE, at(0)).unwrap();
    let sign_in = |password, peer, now| people::sign_in(store, &sign_ins, "林晓", password, peer, at(now));
    for _ in 0..10 {
        assert!(matches!(sign_in("wrong password", PHONE, 10), Err(SignInError::Wrong)));
    }
    let Err(SignInError::TooMany { wait }) = sign_in("right password", PHONE, 70) else {
        panic!("the eleventh try is refused, right or wrong")
    };
    assert_eq!(wait, SignedDuration::from_mins(14));
    assert!(sign_in("right password", HERE, 70).is_ok());
    assert!(sign_in("right password", PHONE, 10 + 15 * 60).is_ok());
}

#[test]
fn a_session_lasts_thirty_days_from_its_last_use() {
    let scratch = Scratch::new();
    let store = &scratch.store;
    let person = people::add(store, "林晓", [Role::Trainee].into(), None, at(0)).unwrap().person;
    let token = session::begin(store, person.id, at(0)).unwrap().secret();
    let works = |day: i64| session::person(store, &token, at(day * DAY)).unwrap().is_some();
    assert!(works(20) && works(49) && works(78));
    assert!(!works(108));
    assert!(session::person(store, "not a token", at(0)).unwrap().is_none());
}

#[test]
fn an_empty_server_offers_one_local_link_a_role() {
    let scratch = Scratch::new();
    let store = &scratch.store;
    let links = sample::create(store, false, at(0)).unwrap();
    let roles: BTreeSet<Role> = links.iter().map(|link| link.role).collect();
    assert_eq!(roles, Role::ALL.into());
    assert_eq!(store.people().unwrap().len(), 9);
    assert!(sample::create(store, false, at(1)).unwrap().is_empty(), "only where nobody is");

    let follow = |n: usize, peer, now| session::follow_link(store, &links[n].token.secret(), peer, at(now));
    let proxied = Peer { is_forwarded: true, ..HERE };
    assert!(matches!(follow(0, PHONE, 1), Err(LinkError::Elsewhere)));
    assert!(matches!(follow(0, proxied, 1), Err(LinkError::Elsewhere)));
    let session = follow(0, HERE, 2).unwrap().secret();
    assert_eq!(session::person(store, &session, at(3)).unwrap().unwrap().name, links[0].name);
    assert!(matches!(follow(0, HERE, 4), Err(LinkError::Taken)));
    assert!(matches!(follow(1, HERE, 3600), Err(LinkError::Expired)));
}

#[test]
fn a_bare_server_has_its_administrator_alone() {
    let scratch = Scratch::new();
    let links = sample::create(&scratch.store, true, at(0)).unwrap();
    assert_eq!(links.iter().map(|link| link.role).collect::<Vec<_>>(), [Role::Administrator]);
    assert_eq!(scratch.store.people().unwrap().len(), 1);
    assert!(scratch.store.classes().unwrap().is_empty());
}
