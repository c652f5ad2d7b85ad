//! Listening: accepts connections, bounds them, and stops gracefully.
//!
//! `axum::serve` has no limit on how long a client may take to send its headers or to read an answer, so the loop is
//! written out: hyper's own timer for the headers, a stream with a timeout for the answers. HTTP/1.1 only: a reverse proxy
//! speaks it to us, and hyper waits without end for the first bytes of a connection that may be either.

use axum::extract::ConnectInfo;
use axum::{Extension, Router};
use hyper::server::conn::http1::Builder;
use hyper_util::rt::{TokioIo, TokioTimer};
use hyper_util::server::graceful::GracefulShutdown;
use hyper_util::service::TowerToHyperService;
use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::{OwnedSemaphorePermit, Semaphore};
use tokio_io_timeout::TimeoutStream;
use tower::Layer;

/// How long a slow client is waited for; whoever is slower gives the place to somebody else.
#[derive(Clone, Copy, Debug)]
pub struct Patience {
    /// From the beginning of a connection, or from the last answer, until all headers of a request are there.
    pub headers: Duration,
    /// While nothing of an answer can be sent.
    pub answer: Duration,
}

impl Default for Patience {
    fn default() -> Self {
        Self {
            headers: Duration::from_secs(10),
            answer: Duration::from_secs(30),
        }
    }
}

/// So many connections at once; more wait in the system's queue.
const CONNECTIONS: usize = 4096;
/// How long running requests may take to end when the server is stopped.
const GRACE: Duration = Duration::from_secs(10);

/// Serves `router` on `listener` until `stop` is ready, then lets running requests end.
pub async fn serve(
    listener: TcpListener,
    router: Router,
    patience: Patience,
    stop: impl Future<Output = ()>,
) {
    let mut builder = Builder::new();
    builder
        .timer(TokioTimer::new())
        .header_read_timeout(patience.headers)
        .max_headers(64);
    let graceful = GracefulShutdown::new();
    let places = Arc::new(Semaphore::new(CONNECTIONS));
    let mut stop = std::pin::pin!(stop);
    loop {
        let accepted = tokio::select! {
            accepted = accept(&listener, &places) => accepted,
            () = &mut stop => break,
        };
        let Some((stream, peer, place)) = accepted else {
            continue;
        };
        let mut stream = TimeoutStream::new(stream);
        stream.set_write_timeout(Some(patience.answer));
        let service = TowerToHyperService::new(Extension(ConnectInfo(peer)).layer(router.clone()));
        let connection = builder.serve_connection(TokioIo::new(Box::pin(stream)), service);
        let connection = graceful.watch(connection);
        tokio::spawn(async move {
            // A client that goes away is not worth a line in the log.
            let _ = connection.await;
            drop(place);
        });
    }
    tracing::info!("stopping: no new connections, running requests may end");
    tokio::select! {
        () = graceful.shutdown() => {}
        () = tokio::time::sleep(GRACE) => tracing::warn!("some requests did not end in time"),
    }
}

async fn accept(
    listener: &TcpListener,
    places: &Arc<Semaphore>,
) -> Option<(TcpStream, SocketAddr, OwnedSemaphorePermit)> {
    let place = Arc::clone(places).acquire_owned().await.ok()?;
    match listener.accept().await {
        Ok((stream, peer)) => {
            let _ = stream.set_nodelay(true);
            Some((stream, peer, place))
        }
        Err(error) => {
            tracing::warn!(%error, "a connection could not be accepted");
            tokio::time::sleep(Duration::from_millis(50)).await;
            None
        }
    }
}

/// Ready when the process is asked to stop: Ctrl-C, or SIGTERM from a service manager.
pub async fn stop_signal() {
    let interrupt = tokio::signal::ctrl_c();
    #[cfg(unix)]
    {
        use tokio::signal::unix::{SignalKind, signal};
        let Ok(mut terminate) = signal(SignalKind::terminate()) else {
            let _ = interrupt.await;
            return;
        };
        tokio::select! {
            _ = interrupt => {}
            _ = terminate.recv() => {}
        }
    }
    #[cfg(not(unix))]
    let _ = interrupt.await;
}

#[cfg(test)]
mod tests {
    use super::*;
    use tokio::io::{AsyncReadExt, AsyncWriteExt};

    async fn start() -> SocketAddr {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = listener.local_addr().unwrap();
        let patience = Patience {
            headers: Duration::from_millis(50),
            answer: Duration::from_millis(50),
        };
        let large = || async { vec![b'x'; 64 * 1024 * 1024] };
        let router = Router::new().route("/", axum::routing::get(large));
        tokio::spawn(serve(listener, router, patience, std::future::pending()));
        address
    }

    #[tokio::test]
    async fn who_sends_nothing_or_half_a_request_is_sent_away() {
        let address = start().await;
        for sent in ["", "P", "PRI * HTTP/2.0\r\n", "GET / HTTP/1.1\r\nhost: x"] {
            let mut stream = TcpStream::connect(address).await.unwrap();
            stream.write_all(sent.as_bytes()).await.unwrap();
            let mut answer = Vec::new();
            // Ends only when the other side closes.
            let _ = stream.read_to_end(&mut answer).await;
        }
    }

    #[tokio::test]
    async fn who_does_not_read_the_answer_loses_it() {
        let address = start().await;
        let mut stream = TcpStream::connect(address).await.unwrap();
        stream
            .write_all(b"GET / HTTP/1.1\r\nhost: x\r\n\r\n")
            .await
            .unwrap();
        tokio::time::sleep(Duration::from_millis(500)).await;
        let mut answer = Vec::new();
        let _ = stream.read_to_end(&mut answer).await;
        assert!(answer.len() < 64 * 1024 * 1024, "the connection was cut");
    }
}
