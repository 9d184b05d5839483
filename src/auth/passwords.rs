//! Is this the right password, and is it fit to be one?

use std::sync::Arc;

use argon2::Argon2;
use argon2::password_hash::{PasswordHasher, PasswordVerifier};
use tokio::sync::{OwnedSemaphorePermit, Semaphore};

use super::limits::too_much;
use crate::domain::Refusal;
use crate::error::{Error, Result};
use crate::metrics::Limit;

/// Hashes computed at once: each takes 19 MiB and a core for some 20 ms.
const AT_ONCE: usize = 3;
/// Who may wait for a turn besides; further ones are told to come back.
const WAITING: usize = 256;

/// Hashes and verifies passwords with argon2id, off the event loop and only so many at once.
pub struct Passwords {
    turns: Arc<Semaphore>,
    queue: Arc<Semaphore>,
    /// The hash of a password nobody has: an unknown name costs the same work as a wrong password.
    nobody: Arc<str>,
    /// Hashes computed so far.
    #[cfg(test)]
    pub computed: Arc<std::sync::atomic::AtomicUsize>,
}

/// The right to compute one hash.
pub struct Turn {
    permit: OwnedSemaphorePermit,
    nobody: Arc<str>,
    #[cfg(test)]
    computed: Arc<std::sync::atomic::AtomicUsize>,
}

impl Passwords {
    /// # Errors
    /// Where the operating system has no random numbers.
    pub fn new() -> Result<Self> {
        let nobody = hash(&format!("{:032x}", rand::random::<u128>()))?;
        Ok(Self {
            turns: Arc::new(Semaphore::new(AT_ONCE)),
            queue: Arc::new(Semaphore::new(AT_ONCE + WAITING)),
            nobody: nobody.into(),
            #[cfg(test)]
            computed: Arc::default(),
        })
    }

    /// Waits for a turn.
    ///
    /// # Errors
    /// [`Error::RateLimited`] where too many wait already.
    pub async fn turn(&self) -> Result<Turn> {
        let _place = self.queue.clone().try_acquire_owned().map_err(|_| {
            let sentence = "Too many people are signing in at this moment; try again in a few seconds.";
            too_much(Limit::Logins, sentence, 3)
        })?;
        let permit = self.turns.clone().acquire_owned().await.map_err(Error::internal)?;
        Ok(Turn {
            permit,
            nobody: self.nobody.clone(),
            #[cfg(test)]
            computed: self.computed.clone(),
        })
    }

    /// The hash of a password, in PHC form.
    pub async fn hash(&self, password: String) -> Result<String> {
        self.turn().await?.work(move || hash(&password)).await?
    }
}

impl Turn {
    /// Is `password` the one of this hash? The same work, and no, where there is none.
    pub async fn verify(self, password: String, stored: Option<String>) -> Result<bool> {
        let nobody = self.nobody.clone();
        self.work(move || {
            let known = stored.is_some();
            let phc = stored.as_deref().unwrap_or(&nobody);
            let right = PasswordVerifier::<str>::verify_password(&Argon2::default(), password.as_bytes(), phc).is_ok();
            right && known
        })
        .await
    }

    /// The turn ends with the work, not with who waits for it: whoever goes away frees nothing early.
    async fn work<T: Send + 'static>(self, work: impl FnOnce() -> T + Send + 'static) -> Result<T> {
        let permit = self.permit;
        #[cfg(test)]
        self.computed.fetch_add(1, std::sync::atomic::Ordering::Relaxed);
        tokio::task::spawn_blocking(move || {
            let outcome = work();
            drop(permit);
            outcome
        })
        .await
        .map_err(Error::internal)
    }
}

/// A password has 10–128 characters and is not the username.
pub fn check_password(field: &str, password: &str, username: &str) -> Result<(), Refusal> {
    let length = password.chars().count();
    if !(10..=128).contains(&length) {
        return Err(Refusal::invalid(field, format!("must have 10 to 128 characters, this has {length}")));
    }
    if password.trim().to_lowercase() == username.trim().to_lowercase() {
        return Err(Refusal::invalid(field, "must not be the username"));
    }
    Ok(())
}

fn hash(password: &str) -> Result<String> {
    let hash = Argon2::default().hash_password(password.as_bytes()).map_err(Error::internal)?;
    Ok(hash.to_string())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn only_the_right_password_of_somebody_is_right() {
        let passwords = Passwords::new().unwrap();
        let stored = passwords.hash("correct horse".to_owned()).await.unwrap();

        assert!(stored.starts_with("$argon2id$v=19$m=19456,t=2,p=1$"), "{stored}");
        let verify = async |password: &str, stored| {
            passwords.turn().await.unwrap().verify(password.to_owned(), stored).await.unwrap()
        };
        assert!(verify("correct horse", Some(stored.clone())).await);
        assert!(!verify("Correct horse", Some(stored)).await);
        assert!(!verify("correct horse", None).await);
    }

    /// Catches a gate that queues without bound: memory, and minutes of waiting, for whoever floods the login.
    #[tokio::test]
    async fn beyond_the_queue_one_is_told_to_come_back() {
        let passwords = Arc::new(Passwords::new().unwrap());
        let mut turns = Vec::new();
        for _ in 0..AT_ONCE {
            turns.push(passwords.turn().await.unwrap());
        }
        let mut waiting: Vec<_> = (0..AT_ONCE + WAITING).map(|_| Box::pin(passwords.turn())).collect();
        for turn in &mut waiting {
            assert!(futures_util::poll!(turn).is_pending());
        }

        let refused = futures_util::poll!(Box::pin(passwords.turn()));

        assert!(matches!(refused, std::task::Poll::Ready(Err(Error::RateLimited { .. }))));
    }

    /// Catches hashing on the thread that asks: it would answer nobody else for 20 ms at a time.
    #[tokio::test]
    async fn the_event_loop_does_not_hash() {
        let passwords = Passwords::new().unwrap();
        let turn = passwords.turn().await.unwrap();
        let mut verifying = Box::pin(turn.verify("correct horse".to_owned(), None));

        let at_first = futures_util::poll!(&mut verifying);

        assert!(at_first.is_pending(), "it was computed here: {at_first:?}");
        assert!(!verifying.await.unwrap());
    }

    #[test]
    fn passwords_have_ten_characters_and_are_not_the_name() {
        assert!(check_password("password", "0123456789", "anna").is_ok());
        assert!(check_password("password", "客客客客客客客客客客", "anna").is_ok());
        assert!(check_password("password", &"x".repeat(128), "anna").is_ok());
        for bad in ["012345678", &"x".repeat(129), "ANNA-MARIA", ""] {
            assert!(check_password("password", bad, "anna-maria").is_err(), "{bad}");
        }
    }
}
