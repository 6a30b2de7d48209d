//! Sessions of browsers, and the secrets that open them.
//!
//! A session lasts 30 days from its last use. Only hashes of tokens are stored, so that a stolen
//! backup signs nobody in.

use std::fmt;
use std::net::IpAddr;

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use jiff::{SignedDuration, Timestamp};

use crate::digest::Digest;
use crate::id::PersonId;
use crate::store::{LinkKind, LinkState, Person, Store, StoreError};

/// How long a session lasts without being used.
pub const IDLE: SignedDuration = SignedDuration::from_hours(30 * 24);

/// A session's end is moved at most this often: one write a day and not one a request.
const EXTEND_AFTER: SignedDuration = SignedDuration::from_hours(24);

/// A secret of 256 random bits, in links and cookies as 43 letters of base64url.
#[derive(Clone, PartialEq, Eq)]
pub struct Token([u8; 32]);

impl Token {
    /// A new one from the operating system's random source.
    ///
    /// # Panics
    /// If that source fails; no secret can be made then.
    pub fn random() -> Self {
        let mut bytes = [0; 32];
        getrandom::fill(&mut bytes).expect("the system's random source works once it has started");
        Self(bytes)
    }

    /// Reads the text form.
    pub fn parse(text: &str) -> Option<Self> {
        URL_SAFE_NO_PAD.decode(text).ok()?.try_into().ok().map(Self)
    }

    /// The text form, which must reach nobody but its owner.
    pub fn secret(&self) -> String {
        URL_SAFE_NO_PAD.encode(self.0)
    }

    /// What is stored of it. A plain hash is enough: nobody guesses 256 random bits.
    pub fn hash(&self) -> Digest {
        Digest::of(&self.0)
    }
}

impl fmt::Debug for Token {
    /// Never prints the secret.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Token(…)")
    }
}

/// Where a request comes from.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Peer {
    /// The address, of the client if a trusted proxy names it.
    pub address: IpAddr,
    /// Whether it came with a header of a proxy, trusted or not (`Forwarded`, `X-Forwarded-For`).
    pub is_forwarded: bool,
}

impl Peer {
    /// Whether it comes from this machine, with no proxy in between.
    pub fn is_local(self) -> bool {
        self.address.to_canonical().is_loopback() && !self.is_forwarded
    }
}

/// Why a link opens nothing.
#[derive(Debug, thiserror::Error)]
pub enum LinkError {
    /// There is none, or a newer one has replaced it.
    #[error("there is no such link")]
    Unknown,
    /// It was used.
    #[error("this link was used already")]
    Taken,
    /// It is too old.
    #[error("this link has expired")]
    Expired,
    /// It works on the server's own machine only.
    #[error("this link works on the server's own machine only")]
    Elsewhere,
    /// The store.
    #[error(transparent)]
    Store(#[from] StoreError),
}

impl LinkError {
    /// An error for every state but the good one.
    pub(super) const fn check(state: LinkState) -> Result<(), Self> {
        match state {
            LinkState::Good => Ok(()),
            LinkState::Taken => Err(Self::Taken),
            LinkState::Expired => Err(Self::Expired),
            LinkState::Elsewhere => Err(Self::Elsewhere),
        }
    }
}

/// Begins a session of `person` and returns its token.
pub fn begin(store: &Store, person: PersonId, now: Timestamp) -> Result<Token, StoreError> {
    let token = Token::random();
    store.new_session(person, token.hash(), now, now + IDLE)?;
    Ok(token)
}

/// Who is signed in with `token`, as the cookie gives it. Keeps the session from running out.
pub fn person(store: &Store, token: &str, now: Timestamp) -> Result<Option<Person>, StoreError> {
    let Some(token) = Token::parse(token) else { return Ok(None) };
    let Some(session) = store.session(&token.hash(), now)? else { return Ok(None) };
    let until = now + IDLE;
    if until.duration_since(session.expires_at) >= EXTEND_AFTER {
        // A page is not refused because its session could not be made longer: next time.
        if let Err(error) = store.extend_session(token.hash(), until) {
            tracing::warn!(%error, "a session was not extended: {error}");
        }
    }
    Ok(Some(session.person))
}

/// Ends the session of `token`.
pub fn sign_out(store: &Store, token: &str) -> Result<(), StoreError> {
    Token::parse(token).map_or(Ok(()), |token| store.end_session(token.hash()))
}

/// Follows a sign-in link: uses it up and begins a session.
pub fn follow_link(store: &Store, token: &str, peer: Peer, now: Timestamp) -> Result<Token, LinkError> {
    let token = Token::parse(token).ok_or(LinkError::Unknown)?;
    let taken = store.take_link(token.hash(), LinkKind::SignIn, peer.is_local(), now)?;
    let (link, state) = taken.ok_or(LinkError::Unknown)?;
    LinkError::check(state)?;
    Ok(begin(store, link.person, now)?)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_token_reads_back_and_hides_itself() {
        let token = Token::random();
        let text = token.secret();
        assert_eq!(text.len(), 43);
        assert_eq!(Token::parse(&text), Some(token.clone()));
        assert!(!format!("{token:?}").contains(&text));
        assert_ne!(token, Token::random());
        for wrong in ["", "a", &text[1..], &format!("{text}a"), "林晓"] {
            assert_eq!(Token::parse(wrong), None, "{wrong}");
        }
    }

    #[test]
    fn only_this_machine_without_a_proxy_is_local() {
        let peer = |address: &str, is_forwarded| Peer { address: address.parse().unwrap(), is_forwarded };
        for address in ["127.0.0.1", "127.8.8.8", "::1", "::ffff:127.0.0.1"] {
            assert!(peer(address, false).is_local(), "{address}");
            assert!(!peer(address, true).is_local(), "{address}");
        }
        for address in ["10.0.0.1", "0.0.0.0", "::", "fe80::1", "::ffff:10.0.0.1"] {
            assert!(!peer(address, false).is_local(), "{address}");
        }
    }
}
