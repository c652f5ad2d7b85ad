//! A real OpenID provider, for tests: tools/oidc-provider.mjs, one for all tests of a program.
//!
//! Without Node.js and the npm packages its tests are left out, except under `CI=true`, where that is a failure.

use axum::http::Request;
use http_body_util::{BodyExt, Full};
use serde_json::{Value, json};
use std::io::{BufRead, BufReader};
use std::path::Path;
use std::process::{Child, ChildStdout, Command, Stdio};
use std::sync::OnceLock;

/// The running provider.
pub struct OpenId {
    pub issuer: String,
    /// Its standard input closes with this program, and it ends.
    _child: Child,
    /// Closed, it would end it as soon as it writes.
    _output: BufReader<ChildStdout>,
}

/// The provider, or nothing where it cannot run.
pub fn provider() -> Option<&'static OpenId> {
    static PROVIDER: OnceLock<Result<OpenId, String>> = OnceLock::new();
    match PROVIDER.get_or_init(start) {
        Ok(provider) => Some(provider),
        Err(why) => {
            assert!(std::env::var_os("CI").is_none(), "{why}");
            eprintln!("left out: {why}");
            None
        }
    }
}

fn start() -> Result<OpenId, String> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../..");
    if !root.join("node_modules/oidc-provider").is_dir() {
        return Err("the npm package oidc-provider is missing: run `npm ci`".to_owned());
    }
    let mut child = Command::new("node")
        .arg("tools/oidc-provider.mjs")
        .current_dir(root)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .spawn()
        .map_err(|why| format!("Node.js 20 or newer is needed: {why}"))?;
    let output = child.stdout.take().ok_or("the provider says nothing")?;
    let mut output = BufReader::new(output);
    let mut issuer = String::new();
    output.read_line(&mut issuer).map_err(|why| why.to_string())?;
    let issuer = issuer.trim().to_owned();
    if issuer.is_empty() {
        return Err("tools/oidc-provider.mjs does not start: try it by hand".to_owned());
    }
    Ok(OpenId {
        issuer,
        _child: child,
        _output: output,
    })
}

impl OpenId {
    /// Makes an account at the provider, or changes it: how its holder shows who they are, and the other claims.
    pub async fn account(&self, sub: &str, amr: Value, claims: Value) {
        let account = json!({ "sub": sub, "amr": amr, "claims": claims });
        let (status, ..) = web(
            "POST",
            &format!("{}/test/accounts", self.issuer),
            "",
            &account.to_string(),
        )
        .await;
        assert_eq!(status, 200);
    }

    /// The logout tokens about `sub` that the provider has sent so far.
    pub async fn logout_tokens(&self, sub: &str) -> Vec<String> {
        let (.., body) = web("GET", &format!("{}/test/logouts", self.issuer), "", "").await;
        let tokens: Vec<String> = serde_json::from_str(&body).expect("a list");
        tokens
            .into_iter()
            .filter(|token| super::claims(token)["sub"] == sub)
            .collect()
    }
}

/// One request to another server: status, headers, body. Redirections are not followed.
pub async fn web(method: &str, url: &str, cookies: &str, body: &str) -> (u16, axum::http::HeaderMap, String) {
    let request = Request::builder()
        .method(method)
        .uri(url)
        .header("cookie", cookies)
        .header("content-type", "application/x-www-form-urlencoded")
        .body(Full::from(body.to_owned()))
        .expect("a request");
    let answer = jaettu_server::outward::client()
        .request(request)
        .await
        .expect("an answer");
    let (parts, body) = answer.into_parts();
    let body = body.collect().await.expect("a whole body").to_bytes();
    (
        parts.status.as_u16(),
        parts.headers,
        String::from_utf8_lossy(&body).into_owned(),
    )
}
