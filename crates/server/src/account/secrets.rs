//! PINs and tokens: how they are made, kept and compared.

use argon2::password_hash::{PasswordHash, PasswordHasher, PasswordVerifier, SaltString};
use argon2::{Algorithm, Argon2, Params, Version};
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use jaettu_domain::account::rules::Pin;
use jaettu_domain::desk::rules::{CODE_ALPHABET, CODE_LENGTH};
use sha2::{Digest, Sha256};
use std::sync::LazyLock;
use tokio::sync::Semaphore;

/// A secret cannot be made: the system has no randomness.
#[derive(Debug, thiserror::Error)]
#[error("the system gives no random bytes")]
pub struct NoSecret;

/// So many PINs are compared at once: each takes 19 MiB and a processor.
static COMPARING: LazyLock<Semaphore> =
    LazyLock::new(|| Semaphore::new(std::thread::available_parallelism().map_or(1, usize::from)));

/// What a PIN is compared with where there is no card: it takes as long, and never fits.
const NOBODY: &str =
    "$argon2id$v=19$m=19456,t=2,p=1$bm9ib2R5J3Mgc2FsdA$6Z4iDUZ0cm4jCPg8tGP8rn3UE9Kj8yHNoa8q7O0jp3Q";

/// Argon2id with the least that OWASP recommends: 19 MiB, two passes.
fn argon2() -> Argon2<'static> {
    let params = Params::new(19 * 1024, 2, 1, None).unwrap_or_default();
    Argon2::new(Algorithm::Argon2id, Version::V0x13, params)
}

/// Whether `pin` belongs to `hash`; takes as long without a hash, and is then false.
pub async fn fits(pin: String, hash: Option<String>) -> bool {
    let Ok(_place) = COMPARING.acquire().await else {
        return false;
    };
    let compared = tokio::task::spawn_blocking(move || {
        let known = hash.is_some();
        let hash = hash.unwrap_or_else(|| NOBODY.to_owned());
        let right = PasswordHash::new(&hash)
            .is_ok_and(|hash| argon2().verify_password(pin.as_bytes(), &hash).is_ok());
        right && known
    });
    compared.await.unwrap_or(false)
}

/// What is kept of a PIN; waits for its turn, since that takes as much as comparing one.
pub async fn hashed(pin: Pin) -> Result<String, NoSecret> {
    hashed_text(pin.as_str().to_owned()).await
}

/// What is kept of any secret text, likewise.
pub async fn hashed_text(text: String) -> Result<String, NoSecret> {
    let _place = COMPARING.acquire().await.map_err(|_| NoSecret)?;
    let hashed = tokio::task::spawn_blocking(move || hash_text(&text));
    hashed.await.unwrap_or(Err(NoSecret))
}

/// What is kept of a PIN.
pub fn hash(pin: &Pin) -> Result<String, NoSecret> {
    hash_text(pin.as_str())
}

fn hash_text(text: &str) -> Result<String, NoSecret> {
    let mut salt = [0; 16];
    getrandom::fill(&mut salt).map_err(|_| NoSecret)?;
    let salt = SaltString::encode_b64(&salt).map_err(|_| NoSecret)?;
    let hash = argon2().hash_password(text.as_bytes(), &salt);
    hash.map(|hash| hash.to_string()).map_err(|_| NoSecret)
}

/// A random token of 256 bits, as it stands in a cookie or an address.
pub fn token() -> Result<String, NoSecret> {
    let mut bytes = [0; 32];
    getrandom::fill(&mut bytes).map_err(|_| NoSecret)?;
    Ok(URL_SAFE_NO_PAD.encode(bytes))
}

/// What is kept of a token: who reads the database cannot sign in with it.
pub fn token_hash(token: &str) -> String {
    URL_SAFE_NO_PAD.encode(Sha256::digest(token.as_bytes()))
}

/// So many random digits.
pub fn digits(length: usize) -> Result<String, NoSecret> {
    random(length, b"0123456789")
}

/// A random pickup code; one of digits alone could be taken for a card or a copy, and is not given.
pub fn pickup_code() -> Result<String, NoSecret> {
    loop {
        let code = random(CODE_LENGTH, CODE_ALPHABET)?;
        if code.bytes().any(|b| b.is_ascii_alphabetic()) {
            return Ok(code);
        }
    }
}

fn random(length: usize, letters: &[u8]) -> Result<String, NoSecret> {
    // What is above the largest multiple would make the first letters more likely.
    let fair = 256 - 256 % letters.len();
    let mut text = String::with_capacity(length);
    while text.len() < length {
        let mut byte = [0];
        getrandom::fill(&mut byte).map_err(|_| NoSecret)?;
        let number = usize::from(byte[0]);
        if number < fair {
            text.push(char::from(letters[number % letters.len()]));
        }
    }
    Ok(text)
}

#[cfg(test)]
mod tests {
    use super::*;
    use jaettu_domain::desk::rules::classify;
    use jaettu_domain::desk::{Candidate, Scan};

    #[tokio::test]
    async fn a_pin_fits_its_own_hash_only() {
        let pin: Pin = "1234".parse().unwrap();
        let hash = hash(&pin).unwrap();
        assert!(fits("1234".to_owned(), Some(hash.clone())).await);
        assert!(!fits("1235".to_owned(), Some(hash)).await);
        assert!(!fits("1234".to_owned(), None).await);
    }

    #[test]
    fn what_stands_for_nobody_takes_as_long_as_a_real_one() {
        let nobody = PasswordHash::new(NOBODY).unwrap();
        let real = hash(&"1234".parse().unwrap()).unwrap();
        let real = PasswordHash::new(&real).unwrap();
        assert_eq!(nobody.params, real.params);
        assert_eq!(nobody.algorithm, real.algorithm);
        assert_eq!(nobody.hash.unwrap().len(), real.hash.unwrap().len());
    }

    #[test]
    fn tokens_are_long_and_never_the_same() {
        let (one, other) = (token().unwrap(), token().unwrap());
        assert_eq!(one.len(), 43);
        assert_ne!(one, other);
        assert_ne!(token_hash(&one), one);
    }

    #[test]
    fn the_desk_knows_a_pickup_code_for_one() {
        for _ in 0..100 {
            let code = pickup_code().unwrap();
            let Scan::Perhaps(candidates) = classify(&code) else {
                panic!("{code} is nothing");
            };
            assert_eq!(candidates[0], Candidate::PickupCode(code));
        }
    }
}
