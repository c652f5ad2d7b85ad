//! A gateway for text messages, for tests: keeps what it is sent and answers as told.

use axum::Router;
use axum::extract::{Json, State};
use axum::http::{HeaderMap, StatusCode};
use axum::routing::post;
use jaettu_server::serve::{Patience, serve};
use serde_json::Value;
use std::net::SocketAddr;
use std::sync::{Arc, Mutex};
use tokio::net::TcpListener;

/// What it answers, and what it was sent.
type Shared = Arc<Mutex<(StatusCode, Vec<Value>)>>;

/// A running gateway; gone with the runtime of its test.
#[derive(Clone)]
pub struct Gateway {
    pub address: SocketAddr,
    state: Shared,
}

impl Gateway {
    pub async fn start() -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.expect("a free port");
        let address = listener.local_addr().expect("an address");
        let state = Arc::new(Mutex::new((StatusCode::CREATED, Vec::new())));
        let router = Router::new()
            .route("/v1/message/send", post(take))
            .with_state(Arc::clone(&state));
        tokio::spawn(serve(
            listener,
            router,
            Patience::default(),
            std::future::pending(),
        ));
        Self { address, state }
    }

    /// From now on answers with this status; takes the message all the same.
    pub fn answers(&self, status: StatusCode) {
        self.state.lock().expect("nobody panics with it").0 = status;
    }

    /// Everything that was sent, in order.
    pub fn messages(&self) -> Vec<Value> {
        self.state.lock().expect("nobody panics with it").1.clone()
    }
}

async fn take(State(state): State<Shared>, headers: HeaderMap, Json(message): Json<Value>) -> StatusCode {
    assert_eq!(headers.get("authorization").expect("a token"), "Token secret");
    let mut state = state.lock().expect("nobody panics with it");
    state.1.push(message);
    state.0
}
