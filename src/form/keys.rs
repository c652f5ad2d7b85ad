//! Under which key a form goes once more whose outcome nobody knows: the key outlives a reload, and the phone closing the
//! tab.
//!
//! It is kept by the operation and a short hash of the fields, never the fields themselves, and without any that is secret.
//! So the same fields go under the same key, as the server compares them, and others under another.

use crate::send::Key;
use leptos::prelude::window;
use web_sys::Storage;

/// With this begins the name of every key that is kept.
const MARK: &str = "key ";

/// Where the key of a request is kept: one button, at one address, with these fields. What the button says belongs to it,
/// because "until 7.12." and "until 14.12." are two wishes with the same fields.
pub(super) fn place(url: &str, label: &str, fields: &str) -> String {
    let hash = [label, fields].concat().bytes().fold(0xcbf2_9ce4_8422_2325, fnv);
    [MARK, url, " ", &hash.to_string()].concat()
}

/// One step of FNV-1a, which is short and spreads well; nobody has to be kept from finding two alike.
fn fnv(hash: u64, byte: u8) -> u64 {
    (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3)
}

/// The key that is kept there, or a new one that is kept from now on.
pub(super) fn key(place: &str) -> Key {
    let storage = storage();
    let kept = storage.as_ref().and_then(|storage| storage.get_item(place).ok()?);
    kept.map_or_else(
        || {
            let key = Key::new();
            if let Some(storage) = storage {
                let _ = storage.set_item(place, key.as_str());
            }
            key
        },
        Key::again,
    )
}

/// Forgets the keys of an address, or all of them: it was answered, so whatever is sent next is something new.
pub(super) fn forget(url: &str) {
    let Some(storage) = storage() else { return };
    let start = if url.is_empty() {
        MARK.to_owned()
    } else {
        [MARK, url, " "].concat()
    };
    let all = (0..storage.length().unwrap_or_default()).filter_map(|n| storage.key(n).ok()?);
    for name in all.filter(|name| name.starts_with(&start)).collect::<Vec<_>>() {
        let _ = storage.remove_item(&name);
    }
}

fn storage() -> Option<Storage> {
    window().session_storage().ok()?
}
