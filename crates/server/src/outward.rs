//! Requests of the server itself to other services: the gateway for text messages, the OpenID provider.
//!
//! hyper is here anyway; a larger client would add a dozen crates for what is not used, and would follow redirects, which
//! nothing here needs.

use axum::http::Uri;
use http_body_util::Full;
use hyper::body::Bytes;
use hyper_rustls::{HttpsConnector, HttpsConnectorBuilder};
use hyper_util::client::legacy;
use hyper_util::client::legacy::connect::HttpConnector;
use hyper_util::rt::TokioExecutor;

/// What sends requests.
pub type Client = legacy::Client<HttpsConnector<HttpConnector>, Full<Bytes>>;

/// A client that trusts the roots of the web.
pub fn client() -> Client {
    let connector = HttpsConnectorBuilder::new()
        .with_webpki_roots()
        .https_or_http()
        .enable_http1()
        .build();
    // A connection each time, and nothing sent twice behind our back: an old connection that breaks would leave open
    // whether what was sent has arrived.
    legacy::Client::builder(TokioExecutor::new())
        .pool_max_idle_per_host(0)
        .retry_canceled_requests(false)
        .build(connector)
}

/// Whether secrets may be sent to an address: over TLS, or to this machine.
pub fn is_safe(address: &Uri) -> bool {
    let here = matches!(address.host(), Some("localhost" | "127.0.0.1" | "[::1]"));
    match address.scheme_str() {
        Some("https") => address.host().is_some(),
        Some("http") => here,
        _ => false,
    }
}
