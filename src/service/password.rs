//! Passwords: what is asked of one, and their hashes (argon2id).

use std::sync::{Condvar, LazyLock, Mutex, PoisonError};

use argon2::password_hash::phc::PasswordHash;
use argon2::{Algorithm, Argon2, Params, PasswordHasher as _, PasswordVerifier as _, Version};
use unicode_normalization::UnicodeNormalization as _;

use crate::store::name_key;

/// Characters of a password at least.
pub const MIN_CHARS: usize = 10;

/// Characters of a password at most: enough for a sentence, no room for mischief.
pub const MAX_CHARS: usize = 200;

/// Requests that may wait for a turn at hashing.
const WAITING: usize = 64;

/// Long enough, and still the first ones that anybody tries.
const COMMON: [&str; 12] = [
    "1234567890",
    "0123456789",
    "0987654321",
    "9876543210",
    "12345678910",
    "1q2w3e4r5t",
    "1qaz2wsx3edc",
    "qwertyuiop",
    "qwerty12345",
    "password12",
    "password123",
    "woaini1314520",
];

/// What is wrong with a password that somebody has chosen.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum WeakPassword {
    /// Fewer than [`MIN_CHARS`] characters.
    #[error("a password has at least {MIN_CHARS} characters")]
    TooShort,
    /// More than [`MAX_CHARS`] characters.
    #[error("a password has at most {MAX_CHARS} characters")]
    TooLong,
    /// It is the person's name.
    #[error("a password is not the name")]
    IsTheName,
    /// Everybody tries it first.
    #[error("this password is too easy to guess")]
    Common,
}

/// All turns at hashing are taken and enough others are waiting.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("too many people are signing in; try again in a second")]
pub struct Crowded;

/// Hashes and checks passwords, a few at a time: each takes 19 MiB and some hundredth of a
/// second of a core, and without a limit a hundred requests would take the machine.
#[derive(Debug)]
pub struct Hasher {
    turns: Mutex<Turns>,
    free: Condvar,
}

#[derive(Debug)]
struct Turns {
    free: usize,
    waiting: usize,
}

impl Default for Hasher {
    /// As many at a time as there are cores.
    fn default() -> Self {
        let cores = std::thread::available_parallelism().map_or(1, std::num::NonZero::get);
        Self { turns: Mutex::new(Turns { free: cores, waiting: 0 }), free: Condvar::new() }
    }
}

impl Hasher {
    /// The hash of `password` with its parameters and a random salt, as a PHC string.
    ///
    /// # Panics
    /// If the system's random source fails.
    pub(super) fn hash(&self, password: &str) -> Result<String, Crowded> {
        self.in_turn(|| {
            let mut salt = [0; 16];
            getrandom::fill(&mut salt).expect("the system's random source works once it has started");
            hash(password, &salt)
        })
    }

    /// Whether `password` has this hash. Without a hash the answer is no, after the same work:
    /// how long it takes does not tell whether there is such a person.
    pub(super) fn verify(&self, password: &str, hash: Option<&str>) -> Result<bool, Crowded> {
        static NOBODY: LazyLock<String> = LazyLock::new(|| self::hash("nobody has this one", &[0; 16]));
        self.in_turn(|| {
            let Ok(expected) = PasswordHash::new(hash.unwrap_or(&NOBODY)) else { return false };
            argon2().verify_password(normal(password).as_bytes(), &expected).is_ok() && hash.is_some()
        })
    }

    fn in_turn<T>(&self, work: impl FnOnce() -> T) -> Result<T, Crowded> {
        let mut turns = self.turns.lock().unwrap_or_else(PoisonError::into_inner);
        if turns.waiting >= WAITING {
            return Err(Crowded);
        }
        turns.waiting += 1;
        turns =
            self.free.wait_while(turns, |turns| turns.free == 0).unwrap_or_else(PoisonError::into_inner);
        turns.waiting -= 1;
        turns.free -= 1;
        drop(turns);

        /// Gives the turn back, also after a panic.
        struct Turn<'a>(&'a Hasher);
        impl Drop for Turn<'_> {
            fn drop(&mut self) {
                self.0.turns.lock().unwrap_or_else(PoisonError::into_inner).free += 1;
                self.0.free.notify_one();
            }
        }
        let _turn = Turn(self);
        Ok(work())
    }
}

/// Says what is wrong with a password that the person called `name` has chosen.
pub fn check(password: &str, name: &str) -> Result<(), WeakPassword> {
    let password = normal(password);
    let chars = password.chars().count();
    let plain = |text: &str| name_key(text).replace(' ', "");
    if chars < MIN_CHARS {
        Err(WeakPassword::TooShort)
    } else if chars > MAX_CHARS {
        Err(WeakPassword::TooLong)
    } else if plain(&password).replace(&plain(name), "").is_empty() {
        Err(WeakPassword::IsTheName)
    } else if is_common(&password.to_lowercase()) {
        Err(WeakPassword::Common)
    } else {
        Ok(())
    }
}

/// In the list, or one character over and over.
fn is_common(password: &str) -> bool {
    let first = password.chars().next();
    COMMON.contains(&password) || password.chars().all(|c| Some(c) == first)
}

/// Two keyboards may write one character in two ways.
fn normal(password: &str) -> String {
    password.nfkc().collect()
}

fn hash(password: &str, salt: &[u8; 16]) -> String {
    argon2()
        .hash_password_with_salt(normal(password).as_bytes(), salt)
        .expect("a salt of 16 bytes and a password of 200 characters are within argon2's limits")
        .to_string()
}

/// The least that OWASP's password storage cheat sheet asks of argon2id: 19 MiB, two passes.
fn argon2() -> Argon2<'static> {
    let params = Params::new(19 * 1024, 2, 1, None).expect("these parameters are within argon2's limits");
    Argon2::new(Algorithm::Argon2id, Version::V0x13, params)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_password_is_known_again_in_full_width_too_and_another_is_not() {
        let hasher = Hasher::default();
        let hash = hasher.hash("correct horse 1").unwrap();
        assert!(hash.starts_with("$argon2id$v=19$m=19456,t=2,p=1$"), "{hash}");
        assert_ne!(hash, hasher.hash("correct horse 1").unwrap(), "salted");
        assert!(hasher.verify("correct horse 1", Some(&hash)).unwrap());
        assert!(hasher.verify("ｃｏｒｒｅｃｔ horse １", Some(&hash)).unwrap());
        assert!(!hasher.verify("correct horse 2", Some(&hash)).unwrap());
        assert!(!hasher.verify("nobody has this one", None).unwrap());
        assert!(!hasher.verify("x", Some("not a hash")).unwrap());
    }

    #[test]
    fn weak_passwords_are_named() {
        assert_eq!(check("短", "林晓"), Err(WeakPassword::TooShort));
        assert_eq!(check(&"长".repeat(201), "林晓"), Err(WeakPassword::TooLong));
        assert_eq!(check("LinXiaomingLinXiaoming", "lin xiaoming"), Err(WeakPassword::IsTheName));
        assert_eq!(check("Password123", "林晓"), Err(WeakPassword::Common));
        assert_eq!(check("aaaaaaaaaaaa", "林晓"), Err(WeakPassword::Common));
        assert_eq!(check("我在沈阳学人工智能呢", "林晓"), Ok(()));
        assert_eq!(check("correct horse 1", ""), Ok(()));
    }
}
