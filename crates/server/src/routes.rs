//! Everything the server answers, in one list.

use crate::App;
use crate::api::Table;
use crate::assets::Assets;
use crate::observe::observe;
use crate::page::{self, Page};
use crate::problem::Failure;
use crate::{account, catalogue, circulation, desk, kept, libraries, messages, programme, rooms};
use axum::body::Body;
use axum::extract::State;
use axum::http::{HeaderName, HeaderValue, Request, Response, StatusCode, header};
use axum::middleware::{self, Next};
use axum::response::{IntoResponse, Redirect};
use axum::routing::{MethodRouter, any, get};
use axum::{Json, Router};
use jaettu_domain::circulation::api::ReportFault;
use jaettu_domain::endpoint::Endpoint;
use jaettu_domain::problem::Reason;
use jaettu_domain::text::Language;
use std::path::Path;
use std::sync::Arc;
use std::time::Duration;
use tower_http::CompressionLevel;
use tower_http::catch_panic::CatchPanicLayer;
use tower_http::compression::CompressionLayer;
use tower_http::compression::predicate::{DefaultPredicate, Predicate, SizeAbove};
use tower_http::csrf::CsrfLayer;
use tower_http::limit::RequestBodyLimitLayer;
use tower_http::services::ServeDir;

/// Bodies larger than this are refused: the photo of a fault is the largest. Each endpoint has a bound of its own within it.
const BODY_LIMIT: usize = <ReportFault as Endpoint>::LARGEST;
/// Addresses longer than this are refused.
const URI_LIMIT: usize = 4 * 1024;
/// A request that takes longer is answered with 408.
const TIME_LIMIT: Duration = Duration::from_secs(20);

/// The API: one line per endpoint.
fn table() -> Table {
    Table::default()
        .mount::<jaettu_domain::libraries::api::ListLibraries, _>(libraries::handlers::list)
        .mount::<jaettu_domain::libraries::api::GetLibrary, _>(libraries::handlers::get)
        .mount::<jaettu_domain::catalogue::api::ListItems, _>(catalogue::handlers::list)
        .mount::<jaettu_domain::catalogue::api::GetItem, _>(catalogue::handlers::get)
        .mount::<jaettu_domain::programme::api::ListActions, _>(programme::handlers::list)
        .mount::<jaettu_domain::programme::api::GetAction, _>(programme::handlers::action)
        .mount::<jaettu_domain::programme::api::ListIndicators, _>(programme::handlers::indicators)
        .mount::<jaettu_domain::programme::api::GetIndicator, _>(programme::handlers::indicator)
        .mount::<jaettu_domain::programme::api::ListChanges, _>(programme::handlers::changes)
        .mount::<jaettu_domain::circulation::statistics::ListLoanCounts, _>(circulation::statistics::list)
        .mount::<jaettu_domain::account::api::GetSignInWays, _>(account::handlers::ways)
        .mount_for::<jaettu_domain::account::api::SignIn, _>(account::handlers::sign_in)
        .mount_for::<jaettu_domain::account::api::SignOut, _>(account::handlers::sign_out)
        .mount_for::<jaettu_domain::account::api::GetMe, _>(account::handlers::me)
        .mount_for::<jaettu_domain::account::api::UpdateMe, _>(account::handlers::update)
        .mount_for::<jaettu_domain::account::api::ChangePin, _>(account::handlers::change_pin)
        .mount_for::<jaettu_domain::account::api::EraseMe, _>(account::handlers::erase)
        .mount_for::<jaettu_domain::account::api::ListSessions, _>(account::handlers::list_sessions)
        .mount_for::<jaettu_domain::account::api::EndSession, _>(account::handlers::end_session)
        .mount_for::<jaettu_domain::account::api::EndOtherSessions, _>(account::handlers::end_other_sessions)
        .mount_for::<jaettu_domain::account::api::ExportMe, _>(account::handlers::export)
        .mount_for::<jaettu_domain::circulation::api::GetDeal, _>(circulation::handlers::deal)
        .mount_for::<jaettu_domain::circulation::api::PlaceHold, _>(circulation::handlers::place)
        .mount_for::<jaettu_domain::circulation::api::ListHolds, _>(circulation::handlers::list_holds)
        .mount_for::<jaettu_domain::circulation::api::ChangeHold, _>(circulation::handlers::change)
        .mount_for::<jaettu_domain::circulation::api::CancelHold, _>(circulation::handlers::cancel)
        .mount_for::<jaettu_domain::circulation::api::RestoreHold, _>(circulation::handlers::restore)
        .mount_for::<jaettu_domain::circulation::api::ListLoans, _>(circulation::handlers::list_loans)
        .mount_for::<jaettu_domain::circulation::api::RenewLoan, _>(circulation::handlers::renew)
        .mount_for::<ReportFault, _>(circulation::handlers::report_fault)
        .mount_for::<jaettu_domain::circulation::api::ListWishes, _>(circulation::handlers::list_wishes)
        .mount_for::<jaettu_domain::circulation::api::AddWish, _>(circulation::handlers::add_wish)
        .mount_for::<jaettu_domain::circulation::api::RemoveWish, _>(circulation::handlers::remove_wish)
        .mount::<jaettu_domain::rooms::api::ListRooms, _>(rooms::handlers::list)
        .mount::<jaettu_domain::rooms::api::GetRoom, _>(rooms::handlers::get)
        .mount::<jaettu_domain::rooms::api::GetRoomAvailability, _>(rooms::handlers::room_availability)
        .mount::<jaettu_domain::rooms::utilisation::ListRoomUse, _>(rooms::statistics::list)
        .mount::<jaettu_domain::rooms::demand::ListSearchCounts, _>(rooms::demand::list)
        .mount::<jaettu_domain::rooms::api::GetAvailability, _>(rooms::handlers::availability)
        .mount_for::<jaettu_domain::rooms::api::Book, _>(rooms::book::book)
        .mount_for::<jaettu_domain::rooms::api::ConfirmBooking, _>(rooms::book::confirm)
        .mount_for::<jaettu_domain::rooms::api::ChangeBooking, _>(rooms::change::change)
        .mount_for::<jaettu_domain::rooms::desk::ListDeskBookings, _>(rooms::staff::list)
        .mount_for::<jaettu_domain::rooms::desk::ApproveBooking, _>(rooms::staff::approve)
        .mount_for::<jaettu_domain::rooms::desk::WithdrawBooking, _>(rooms::staff::withdraw)
        .mount_for::<jaettu_domain::rooms::desk::CheckInAtDesk, _>(rooms::staff::check_in)
        .mount_for::<jaettu_domain::rooms::desk::UndoCheckInAtDesk, _>(rooms::staff::undo_check_in)
        .mount_for::<jaettu_domain::rooms::desk::WithdrawInduction, _>(rooms::inductions::withdraw)
        .mount_for::<jaettu_domain::rooms::desk::GiveInduction, _>(rooms::inductions::give)
        .mount_for::<jaettu_domain::rooms::desk::rooms::GetDeskRooms, _>(rooms::desk::rooms::get)
        .mount_for::<jaettu_domain::rooms::desk::times::PlanAtDesk, _>(rooms::desk::plan::plan)
        .mount_for::<jaettu_domain::rooms::desk::times::BookTimesAtDesk, _>(rooms::desk::times::book)
        .mount_for::<jaettu_domain::rooms::desk::times::WithdrawSeries, _>(rooms::desk::series::withdraw)
        .mount_for::<jaettu_domain::rooms::api::MakeCalendar, _>(rooms::calendar::make)
        .mount_for::<jaettu_domain::rooms::api::RevokeCalendar, _>(rooms::calendar::revoke)
        .mount_for::<jaettu_domain::rooms::waits::AddWait, _>(rooms::waits::add)
        .mount_for::<jaettu_domain::rooms::waits::ListWaits, _>(rooms::waits::list)
        .mount_for::<jaettu_domain::rooms::waits::RemoveWait, _>(rooms::waits::remove)
        .mount_for::<jaettu_domain::rooms::api::PlanSeries, _>(rooms::series::plan)
        .mount_for::<jaettu_domain::rooms::api::BookSeries, _>(rooms::series::book)
        .mount_for::<jaettu_domain::rooms::api::CancelSeries, _>(rooms::series::cancel)
        .mount_for::<jaettu_domain::rooms::api::CheckIn, _>(rooms::attend::check_in)
        .mount_for::<jaettu_domain::rooms::api::CancelBooking, _>(rooms::change::cancel)
        .mount_for::<jaettu_domain::rooms::api::ReinstateBooking, _>(rooms::change::reinstate)
        .mount_for::<jaettu_domain::rooms::api::GetBooking, _>(rooms::book::get)
        .mount_for::<jaettu_domain::rooms::api::ListBookings, _>(rooms::book::list)
        .mount_for::<jaettu_domain::messages::api::ListMessages, _>(messages::handlers::list)
        .mount_for::<jaettu_domain::desk::api::CheckOut, _>(desk::handlers::check_out)
        .mount_for::<jaettu_domain::desk::api::CheckIn, _>(desk::handlers::check_in)
        .mount_for::<jaettu_domain::desk::api::Undo, _>(desk::handlers::take_back)
        .mount_for::<jaettu_domain::desk::api::GetToday, _>(desk::handlers::today)
        .mount_for::<jaettu_domain::desk::api::Scan, _>(desk::handlers::scan)
        .mount_for::<jaettu_domain::desk::api::FindPeople, _>(desk::holders::find)
        .mount_for::<jaettu_domain::desk::api::AddPerson, _>(desk::holders::add)
        .mount_for::<jaettu_domain::desk::api::care::UpdatePerson, _>(desk::holders::update)
        .mount_for::<jaettu_domain::desk::api::care::ListLoansOf, _>(desk::holders::loans)
        .mount_for::<jaettu_domain::desk::api::care::GetContact, _>(desk::holders::contact)
        .mount_for::<jaettu_domain::desk::api::care::RenewFor, _>(desk::care::renew)
        .mount_for::<jaettu_domain::desk::api::care::NoteMissing, _>(desk::care::missing)
        .mount_for::<jaettu_domain::desk::api::care::WriteOff, _>(desk::care::write_off)
        .mount_for::<jaettu_domain::desk::api::care::Withdraw, _>(desk::care::withdraw)
        .mount_for::<jaettu_domain::desk::api::care::ListDesks, _>(desk::care::desks)
        .mount_for::<jaettu_domain::desk::api::care::MarkLost, _>(desk::care::lost)
        .mount_for::<jaettu_domain::desk::api::care::MarkFaulty, _>(desk::care::faulty)
        .mount_for::<jaettu_domain::desk::api::care::SolveFault, _>(desk::care::solve)
        .mount_for::<jaettu_domain::desk::api::care::GetFaultPhoto, _>(desk::care::photo)
}

/// The pages: one line per feature. `None` is an address at which there is nothing.
pub async fn page(app: &App, request: &page::Request<'_>) -> Result<Option<Page>, Failure> {
    match request.path.first().copied() {
        None => page::home::page(app, request).await.map(Some),
        Some("items") if request.path.len() > 2 => circulation::page::page(app, request).await,
        Some("items") => catalogue::page::page(app, request).await,
        Some("libraries") => libraries::page::page(app, request).await,
        Some("mailbox") => messages::page::page(app, request).await,
        Some("me") => account::page::page(app, request).await,
        Some("programme") => programme::page::page(app, request).await,
        Some("rooms") => rooms::page::page(app, request).await,
        Some(_) => Ok(page::text_pages::page(request)),
    }
}

/// The whole service.
pub fn router(app: Arc<App>) -> Router {
    let (api, document) = table().finish();
    let mut router = api
        .merge(account::oidc::handlers::routes())
        .route("/api/openapi.json", get(move || async move { Json(document) }))
        .route("/", get(page::root));
    for language in Language::ALL {
        let code = language.code();
        let slash: String = format!("/{code}/");
        router = router
            .route(
                &format!("/{code}"),
                get({
                    let redirect = Redirect::permanent(&slash);
                    move || async move { redirect }
                }),
            )
            .route(&slash, get(page::page))
            .route(&format!("/{code}/me/due.ics"), get(circulation::due::file))
            .route(&format!("/{code}/{{*path}}"), get(page::page));
    }
    for language in Language::ALL {
        let other = format!("/desk/{}", language.code());
        router = router
            .route(&jaettu_views::desk::path(language), get(desk::page::page))
            .route(&jaettu_views::desk::rooms::path(language), get(desk::page::page))
            .route(&format!("{other}/rooms/"), get(desk::page::elsewhere))
            .route(&other, get(desk::page::elsewhere));
    }
    router
        .route("/desk", get(desk::page::elsewhere))
        .route("/desk/fi/", get(desk::page::elsewhere))
        .route("/desk/fi/rooms", get(desk::page::elsewhere))
        .route("/desk/rooms/", get(desk::page::elsewhere))
        .route_layer(middleware::from_fn_with_state(Arc::clone(&app), kept::answer))
        .merge(rooms::respa::routes())
        .route("/healthz", get(|| async { "ok" }))
        .route("/readiness", get(readiness))
        .method_not_allowed_fallback(|| async { Failure::from(Reason::METHOD) })
        .with_state(Arc::clone(&app))
        // Their addresses begin with /desk/, so they are looked for from the folder above.
        .route_service("/desk/{*path}", files(&app, &app.assets.folder))
        .fallback_service(files(&app, &app.assets.residents.folder))
        .layer(middleware::from_fn_with_state(
            Arc::clone(&app),
            rooms::calendar::files,
        ))
        .layer(middleware::from_fn_with_state(app, programme::files::files))
        .layer(middleware::from_fn(observe))
        .layer(
            CompressionLayer::new()
                .br(true)
                .gzip(true)
                .quality(CompressionLevel::Precise(4))
                // Smaller ones leave as they are, under the name of their content (kept.rs).
                .compress_when(DefaultPredicate::new().and(SizeAbove::new(512))),
        )
        .layer(RequestBodyLimitLayer::new(BODY_LIMIT))
        // Another site can neither write here nor make a browser of somebody who is signed in write here.
        .layer(
            CsrfLayer::new().with_rejection_response(|_| Failure::from(Reason::CROSS_SITE).into_response()),
        )
        .layer(middleware::from_fn(guard))
        .layer(CatchPanicLayer::custom(|_: Box<dyn std::any::Any + Send>| {
            tracing::error!("a handler panicked");
            Failure::from(Reason::INTERNAL).into_response()
        }))
}

/// The files of a folder; what is not there is answered with a page or a problem.
fn files(app: &Arc<App>, folder: &Path) -> ServeDir<MethodRouter> {
    ServeDir::new(folder)
        .precompressed_br()
        .precompressed_gzip()
        .append_index_html_on_directories(false)
        .call_fallback_on_method_not_allowed(true)
        .fallback(any(page::unknown).with_state(Arc::clone(app)))
}

async fn readiness(State(app): State<Arc<App>>) -> Result<&'static str, Failure> {
    app.db.ping().await?;
    Ok("ok")
}

/// Limits on what comes in and headers on what goes out, the same for every answer.
async fn guard(request: Request<Body>, next: Next) -> Response<Body> {
    let path = request.uri().path();
    let hashed = Assets::is_hashed(path);
    let mut response = if request.uri().to_string().len() > URI_LIMIT {
        Failure::from(Reason::URI_TOO_LONG).into_response()
    } else {
        tokio::time::timeout(TIME_LIMIT, next.run(request))
            .await
            .unwrap_or_else(|_| Failure::from(Reason::TIMEOUT).into_response())
    };
    if response.status() == StatusCode::PAYLOAD_TOO_LARGE {
        response = Failure::from(Reason::TOO_LARGE).into_response();
    }
    let headers = response.headers_mut();
    let fixed = [
        (header::X_CONTENT_TYPE_OPTIONS, "nosniff"),
        (header::REFERRER_POLICY, "same-origin"),
        (header::X_FRAME_OPTIONS, "DENY"),
        (header::STRICT_TRANSPORT_SECURITY, "max-age=31536000"),
        (
            HeaderName::from_static("permissions-policy"),
            "geolocation=(self), camera=(), microphone=(), payment=()",
        ),
        (
            HeaderName::from_static("cross-origin-opener-policy"),
            "same-origin",
        ),
        (
            HeaderName::from_static("cross-origin-resource-policy"),
            "same-origin",
        ),
    ];
    for (name, value) in fixed {
        headers.insert(name, HeaderValue::from_static(value));
    }
    let kept = if hashed {
        "public, max-age=31536000, immutable"
    } else {
        "no-cache"
    };
    if response.status() == StatusCode::OK {
        response
            .headers_mut()
            .entry(header::CACHE_CONTROL)
            .or_insert(HeaderValue::from_static(kept));
    }
    response
}
