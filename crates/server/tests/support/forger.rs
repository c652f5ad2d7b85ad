//! An OpenID provider that says whatever a test wants, with a key of its own.

use axum::Router;
use axum::extract::State;
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse, Json, Response};
use axum::routing::{get, post};
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use jaettu_server::serve::{Patience, serve};
use ring::rand::SystemRandom;
use ring::signature::{ECDSA_P256_SHA256_FIXED_SIGNING, EcdsaKeyPair, KeyPair};
use serde_json::{Value, json};
use std::sync::{Arc, Mutex};
use tokio::net::TcpListener;

/// A key with a name.
pub struct Key {
    pub kid: &'static str,
    pair: EcdsaKeyPair,
}

impl Key {
    pub fn new(kid: &'static str) -> Self {
        let random = SystemRandom::new();
        let pkcs8 = EcdsaKeyPair::generate_pkcs8(&ECDSA_P256_SHA256_FIXED_SIGNING, &random).expect("a key");
        let pair = EcdsaKeyPair::from_pkcs8(&ECDSA_P256_SHA256_FIXED_SIGNING, pkcs8.as_ref(), &random);
        Self {
            kid,
            pair: pair.expect("a key"),
        }
    }

    fn public(&self) -> Value {
        let point = self.pair.public_key().as_ref();
        let (x, y) = point[1..].split_at(32);
        let (x, y) = (URL_SAFE_NO_PAD.encode(x), URL_SAFE_NO_PAD.encode(y));
        json!({ "kty": "EC", "crv": "P-256", "alg": "ES256", "use": "sig", "kid": self.kid, "x": x, "y": y })
    }

    /// A signed token that says `claims`.
    pub fn sign(&self, claims: &Value) -> String {
        let header = json!({ "alg": "ES256", "kid": self.kid });
        let message = [coded(&header), coded(claims)].join(".");
        let signature = self
            .pair
            .sign(&SystemRandom::new(), message.as_bytes())
            .expect("a signature");
        [message, URL_SAFE_NO_PAD.encode(signature)].join(".")
    }
}

/// A part of a token.
pub fn coded(part: &Value) -> String {
    URL_SAFE_NO_PAD.encode(part.to_string())
}

#[derive(Default)]
struct Says {
    keys: Vec<Value>,
    id_token: String,
    times_asked_for_keys: u32,
    /// Headers and body of the last request for tokens.
    asked: (HeaderMap, String),
}

/// A running forger; gone with the runtime of its test.
#[derive(Clone)]
pub struct Forger {
    pub issuer: String,
    says: Arc<Mutex<Says>>,
}

impl Forger {
    pub async fn start() -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.expect("a free port");
        let issuer = format!("http://{}", listener.local_addr().expect("an address"));
        let forger = Self {
            issuer,
            says: Arc::default(),
        };
        let router = Router::new()
            .route("/.well-known/openid-configuration", get(discovery))
            .route("/keys", get(keys))
            .route("/token", post(token))
            .with_state(forger.clone());
        tokio::spawn(serve(
            listener,
            router,
            Patience::default(),
            std::future::pending(),
        ));
        forger
    }

    /// From now on says that these are its keys.
    pub fn has(&self, keys: &[&Key]) {
        self.says.lock().expect("whole").keys = keys.iter().map(|key| key.public()).collect();
    }

    /// From now on gives this ID token.
    pub fn gives(&self, id_token: String) {
        self.says.lock().expect("whole").id_token = id_token;
    }

    pub fn times_asked_for_keys(&self) -> u32 {
        self.says.lock().expect("whole").times_asked_for_keys
    }

    pub fn asked(&self) -> (HeaderMap, String) {
        self.says.lock().expect("whole").asked.clone()
    }
}

async fn discovery(State(forger): State<Forger>) -> Json<Value> {
    let at = |path: &str| [&forger.issuer, path].concat();
    Json(json!({
        "issuer": forger.issuer,
        "authorization_endpoint": at("/authorize"),
        "token_endpoint": at("/token"),
        "jwks_uri": at("/keys"),
        "token_endpoint_auth_methods_supported": ["client_secret_post"],
    }))
}

async fn keys(State(forger): State<Forger>) -> Json<Value> {
    let mut says = forger.says.lock().expect("whole");
    says.times_asked_for_keys += 1;
    Json(json!({ "keys": says.keys }))
}

async fn token(State(forger): State<Forger>, headers: HeaderMap, body: String) -> Response {
    let mut says = forger.says.lock().expect("whole");
    says.asked = (headers, body);
    (
        StatusCode::OK,
        Json(json!({ "access_token": "canary-access", "id_token": says.id_token })),
    )
        .into_response()
}
