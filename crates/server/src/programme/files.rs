//! Open data under the addresses of the API: the same with `.csv` or `.xlsx` at the end, and the feed.

use super::{Content, current, feed, sheet, store, today};
use crate::App;
use crate::openapi::File;
use crate::problem::Failure;
use axum::body::Body;
use axum::extract::{Request, State};
use axum::http::{Response, header};
use axum::middleware::Next;
use axum::response::IntoResponse;
use jaettu_domain::endpoint::{Endpoint, Pairs, Reader};
use jaettu_domain::problem::Reason;
use jaettu_domain::programme::action::Action;
use jaettu_domain::programme::api::{GetAction, GetIndicator, ListActions, ListChanges};
use jaettu_domain::programme::identifier::ActionId;
use jaettu_domain::programme::list;
use sheet::Sheet;
use std::sync::Arc;

const ROOT: &str = "/api/v1/programme/";
const CSV: &str = "text/csv; charset=utf-8";
const XLSX: &str = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet";
/// How many changes a file of the log holds at most.
const MOST_CHANGES: i64 = 10_000;

/// The files, for the OpenAPI document.
pub const FILES: [File; 11] = [
    File {
        path: "/api/v1/programme/actions.csv",
        summary: "All actions that the query finds",
        media: CSV,
        params: ListActions::PARAMS,
        tag: "files",
    },
    File {
        path: "/api/v1/programme/actions.xlsx",
        summary: "All actions that the query finds",
        media: XLSX,
        params: ListActions::PARAMS,
        tag: "files",
    },
    File {
        path: "/api/v1/programme/actions/{identifier}.csv",
        summary: "One action with its tasks",
        media: CSV,
        params: GetAction::PARAMS,
        tag: "files",
    },
    File {
        path: "/api/v1/programme/actions/{identifier}.xlsx",
        summary: "One action with its tasks",
        media: XLSX,
        params: GetAction::PARAMS,
        tag: "files",
    },
    File {
        path: "/api/v1/programme/indicators.csv",
        summary: "All values of all indicators",
        media: CSV,
        params: &[],
        tag: "files",
    },
    File {
        path: "/api/v1/programme/indicators.xlsx",
        summary: "All values of all indicators",
        media: XLSX,
        params: &[],
        tag: "files",
    },
    File {
        path: "/api/v1/programme/indicators/{id}.csv",
        summary: "All values of one indicator",
        media: CSV,
        params: GetIndicator::PARAMS,
        tag: "files",
    },
    File {
        path: "/api/v1/programme/indicators/{id}.xlsx",
        summary: "All values of one indicator",
        media: XLSX,
        params: GetIndicator::PARAMS,
        tag: "files",
    },
    File {
        path: "/api/v1/programme/changes.csv",
        summary: "What has changed, newest first",
        media: CSV,
        params: ListChanges::PARAMS,
        tag: "files",
    },
    File {
        path: "/api/v1/programme/changes.xlsx",
        summary: "What has changed, newest first",
        media: XLSX,
        params: ListChanges::PARAMS,
        tag: "files",
    },
    File {
        path: "/api/v1/programme/feed.atom",
        summary: "What has changed, as a feed",
        media: "application/atom+xml",
        params: ListChanges::PARAMS,
        tag: "files",
    },
];

/// Answers requests for files; everything else goes on.
pub async fn files(State(app): State<Arc<App>>, request: Request, next: Next) -> Response<Body> {
    let get = matches!(request.method().as_str(), "GET" | "HEAD");
    let Some(path) = request.uri().path().strip_prefix(ROOT).filter(|_| get) else {
        return next.run(request).await;
    };
    let (path, query) = (
        path.to_owned(),
        Pairs::from_query(request.uri().query().unwrap_or_default()),
    );
    if path == "feed.atom" {
        return feed::feed(&app, &query)
            .await
            .unwrap_or_else(IntoResponse::into_response);
    }
    let Some((stem, kind)) = path
        .rsplit_once('.')
        .filter(|(_, kind)| matches!(*kind, "csv" | "xlsx"))
    else {
        return next.run(request).await;
    };
    file(&app, stem, kind, &query)
        .await
        .unwrap_or_else(IntoResponse::into_response)
}

async fn file(app: &App, stem: &str, kind: &str, query: &Pairs) -> Result<Response<Body>, Failure> {
    let content = current(app).await?;
    let parts: Vec<&str> = stem.split('/').collect();
    let sheets = match parts.as_slice() {
        ["actions"] => actions(app, &content, query)?,
        ["actions", id] => {
            let id = ActionId::new(*id).map_err(|_| Failure::not_found("action"))?;
            let action = content
                .programme
                .action(&id)
                .ok_or_else(|| Failure::not_found("action"))?;
            vec![
                sheet::tasks(&[action], today(app)),
                sheet::actions(&content.programme, &[action], today(app)),
            ]
        }
        ["indicators"] => indicators(&content),
        ["indicators", id] => {
            let found = content
                .programme
                .indicators
                .iter()
                .find(|indicator| indicator.id.as_str() == *id);
            vec![sheet::values(&[
                found.ok_or_else(|| Failure::not_found("indicator"))?
            ])]
        }
        ["changes"] => {
            let wanted: ListChanges = Reader::endpoint(query).map_err(Failure::from)?;
            let changes =
                store::changes(&app.db, wanted.action.as_ref(), wanted.cursor, MOST_CHANGES).await?;
            vec![sheet::changes(&changes)]
        }
        _ => return Err(Failure::not_found("file")),
    };
    let name = format!("{}.{kind}", parts.join("-"));
    let headers = |content_type| {
        [
            (header::CONTENT_TYPE, content_type),
            (
                header::CONTENT_DISPOSITION,
                format!("attachment; filename=\"programme-{name}\""),
            ),
        ]
    };
    // The first sheet is the file; a workbook has room for the others too.
    match (kind, sheets.first()) {
        ("csv", Some(first)) => Ok((headers(CSV.to_owned()), first.csv()).into_response()),
        _ => match sheet::xlsx(&sheets) {
            Ok(bytes) => Ok((headers(XLSX.to_owned()), bytes).into_response()),
            Err(error) => {
                tracing::error!(%error, "a workbook could not be written");
                Err(Reason::INTERNAL.into())
            }
        },
    }
}

/// Exactly the actions that the list shows for the same query, on all of its pages.
fn actions(app: &App, content: &Content, query: &Pairs) -> Result<Vec<Sheet>, Failure> {
    let wanted: ListActions = Reader::endpoint(query).map_err(Failure::from)?;
    let found = content.found(&wanted.q);
    let today = today(app);
    let actions: Vec<&Action> = list::select(
        &content.programme,
        found.as_deref(),
        &wanted.filter,
        wanted.sort,
        today,
    );
    Ok(vec![
        sheet::actions(&content.programme, &actions, today),
        sheet::tasks(&actions, today),
    ])
}

/// All indicators: every value, and one column a year.
fn indicators(content: &Content) -> Vec<Sheet> {
    let all: Vec<_> = content.programme.indicators.iter().collect();
    vec![sheet::values(&all), sheet::years(&all)]
}
