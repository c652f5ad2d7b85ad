//! Somebody at a browser: requests with their cookie, from their address.

use super::{Answer, Service};
use axum::body::Body;
use axum::extract::ConnectInfo;
use axum::http::Request;
use serde_json::{Value, json};
use std::net::SocketAddr;

/// A browser.
pub struct Guest<'a> {
    service: &'a Service,
    cookie: String,
    address: SocketAddr,
}

impl<'a> Guest<'a> {
    /// One in which nobody is signed in.
    pub fn of(service: &'a Service) -> Self {
        Self {
            service,
            cookie: String::new(),
            address: SocketAddr::from(([192, 0, 2, 1], 4000)),
        }
    }

    /// The same at another address.
    pub fn from(mut self, address: &str) -> Self {
        self.address = SocketAddr::new(address.parse().expect("an address"), 4000);
        self
    }

    /// Takes over the cookie of an answer's `Set-Cookie`.
    pub fn keeps_cookie(&mut self, set_cookie: &str) {
        set_cookie
            .split(';')
            .next()
            .unwrap_or_default()
            .clone_into(&mut self.cookie);
    }

    /// What stands in the browser's `Cookie`.
    pub fn cookie(&self) -> &str {
        &self.cookie
    }

    pub async fn sign_in(&mut self, card: &str, pin: &str) -> Answer {
        let answer = self
            .post("/api/v1/session", json!({ "card": card, "pin": pin }))
            .await;
        if answer.status == 200 {
            self.keeps_cookie(answer.header("set-cookie"));
        }
        answer
    }

    pub async fn get(&self, path: &str) -> Answer {
        self.send("GET", path, None, &[]).await
    }

    pub async fn delete(&self, path: &str) -> Answer {
        self.send("DELETE", path, None, &[]).await
    }

    pub async fn post(&self, path: &str, body: Value) -> Answer {
        self.send("POST", path, Some(body), &[]).await
    }

    pub async fn patch(&self, path: &str, body: Value) -> Answer {
        self.send("PATCH", path, Some(body), &[]).await
    }

    /// The same request under a key of its own.
    pub async fn post_once(&self, path: &str, body: Value, key: &str) -> Answer {
        self.send("POST", path, Some(body), &[("idempotency-key", key)])
            .await
    }

    pub async fn send(
        &self,
        method: &str,
        path: &str,
        body: Option<Value>,
        headers: &[(&str, &str)],
    ) -> Answer {
        let mut headers = headers.to_vec();
        headers.push(("content-type", "application/json"));
        let body = body.map_or_else(String::new, |body| body.to_string());
        self.raw(method, path, &body, &headers).await
    }

    pub async fn send_text(&self, method: &str, path: &str, kind: &str, body: &str) -> Answer {
        self.raw(method, path, body, &[("content-type", kind)]).await
    }

    async fn raw(&self, method: &str, path: &str, body: &str, headers: &[(&str, &str)]) -> Answer {
        let mut request = Request::builder()
            .method(method)
            .uri(path)
            .header("host", "jaettu.example")
            .header("cookie", &self.cookie)
            .extension(ConnectInfo(self.address));
        for (name, value) in headers {
            request = request.header(*name, *value);
        }
        let request = request.body(Body::from(body.to_owned())).expect("a request");
        self.service.send(request).await
    }
}
