//! What is an API key, and what is kept of it?

use sha2::{Digest, Sha256};

/// What every key begins with, so that people and scanners know one when they see it.
const PREFIX: &str = "kefu_";
/// Random bytes in a key.
const RANDOM_BYTES: usize = 32;

/// A new key: `kefu_` and 64 hexadecimal digits.
pub fn generate() -> String {
    let random: [u8; RANDOM_BYTES] = rand::random();
    format!("{PREFIX}{}", hex(&random))
}

/// What is stored of a key: SHA-256 in hexadecimal. A key is random, so nothing slower is needed.
/// [`None`] for what cannot be a key, so that it is not looked up.
pub fn fingerprint(key: &str) -> Option<String> {
    let digits = key.strip_prefix(PREFIX)?;
    let sound = digits.len() == RANDOM_BYTES * 2 && digits.bytes().all(|b| b.is_ascii_hexdigit());
    sound.then(|| hex(&Sha256::digest(key)))
}

/// Random hexadecimal digits: 128 bits.
pub fn random_name() -> String {
    hex(&rand::random::<[u8; 16]>())
}

fn hex(bytes: &[u8]) -> String {
    bytes
        .iter()
        .flat_map(|byte| [byte >> 4, byte & 15])
        .filter_map(|digit| char::from_digit(digit.into(), 16))
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keys_are_long_and_differ_and_only_their_hash_is_kept() {
        let (one, other) = (generate(), generate());
        assert_eq!(one.len(), 5 + 64);
        assert_ne!(one, other);
        assert_eq!(fingerprint(&one), fingerprint(&one));
        assert_ne!(fingerprint(&one), fingerprint(&other));
        assert_eq!(fingerprint(&one).map(|hash| hash.len()), Some(64));
    }

    #[test]
    fn what_cannot_be_a_key_is_not_looked_up() {
        for bad in ["", "kefu_", "kefu_abc", &"x".repeat(69), &format!("kefu_{}", "é".repeat(32))] {
            assert_eq!(fingerprint(bad), None, "{bad}");
        }
    }
}
