//! Where the service was called: for what needs whole addresses and is read elsewhere, as calendars and scripts do.

use axum::http::{HeaderMap, header};

/// Where it was asked by nobody's name.
const NOWHERE: &str = "localhost";

/// The beginning of addresses that lead back to where a request was sent: `https://jaettu.example.org`.
pub fn base(headers: &HeaderMap) -> String {
    let host = headers.get(header::HOST);
    base_of(host.and_then(|host| host.to_str().ok()).unwrap_or(NOWHERE))
}

/// Readers from elsewhere come over TLS; those on the machine itself, or who name a port or numbers, do not.
fn base_of(host: &str) -> String {
    let plain = |c: char| c.is_ascii_alphanumeric() || ".-:[]".contains(c);
    let host = if host.is_empty() || !host.chars().all(plain) {
        NOWHERE
    } else {
        host
    };
    let named =
        host.contains('.') && !host.contains(':') && host.ends_with(|c: char| c.is_ascii_alphabetic());
    let scheme = if named { "https" } else { "http" };
    format!("{scheme}://{host}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_lead_back_to_where_they_were_asked_for() {
        for (host, address) in [
            ("jaettu.example.org", "https://jaettu.example.org"),
            ("localhost", "http://localhost"),
            ("127.0.0.1:8080", "http://127.0.0.1:8080"),
            ("192.0.2.7", "http://192.0.2.7"),
            ("[::1]:8080", "http://[::1]:8080"),
            ("library.local:8080", "http://library.local:8080"),
            ("evil.example.org/<script>", "http://localhost"),
            ("", "http://localhost"),
        ] {
            assert_eq!(base_of(host), address, "{host}");
        }
    }
}
