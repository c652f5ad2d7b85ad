//! The command line: `jaettu-server serve | import | export | migrate | check | user`.

use crate::account::command::User;
use crate::assets::Assets;
use crate::clock::Clock;
use crate::db::Db;
use crate::import::{self, Outcome};
use crate::proxies::Proxies;
use crate::serve::Patience;
use crate::{
    App, account, catalogue, circulation, demo, log, messages, observe, programme, rooms, routes, serve,
};
use chrono::{DateTime, Utc};
use clap::builder::BoolishValueParser;
use clap::{Args, Parser, Subcommand};
use std::fs::File;
use std::io::{BufWriter, ErrorKind, Write};
use std::net::{IpAddr, SocketAddr};
use std::path::PathBuf;
use std::process::ExitCode;
use std::sync::Arc;
use tokio::net::TcpListener;

type Failure = Box<dyn std::error::Error>;

/// Jaettu: the sharing service of the city's libraries.
#[derive(Debug, Parser)]
#[command(version, propagate_version = true)]
struct Cli {
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Serves the app and the API.
    Serve(Box<Serve>),
    /// Loads data: checks everything, then writes all of it or nothing.
    Import(Import),
    /// Writes data: what import reads, and open data.
    Export(Export),
    /// Brings the database up to date and ends.
    Migrate(Store),
    /// Looks whether what the database holds is consistent, and says what is not. Changes nothing.
    Check(Store),
    /// Adds an account, changes its role or disables it.
    User {
        #[command(flatten)]
        store: Store,
        #[command(subcommand)]
        what: User,
    },
}

/// Where the data is.
#[derive(Args, Debug)]
struct Store {
    /// Folder of the embedded database.
    #[arg(long, env = "JAETTU_DATA_DIR", default_value = "data")]
    data_dir: PathBuf,
    /// Address of the database, postgres://… or sqlite:…; without it the file in the data folder.
    #[arg(long, env = "JAETTU_DATABASE_URL", hide_env_values = true)]
    database_url: Option<String>,
}

impl Store {
    async fn open(&self) -> Result<Db, Failure> {
        let db = Db::open(self.database_url.as_deref(), &self.data_dir).await?;
        db.migrate().await?;
        Ok(db)
    }

    /// For real content: the daily renewal of example data would take it away again.
    async fn open_for_import(&self) -> Result<Db, Failure> {
        let db = self.open().await?;
        if demo::is_in(&db).await? {
            return Err(demo::DemoError::Example.into());
        }
        Ok(db)
    }

    /// For reading: a slip in the folder's name must not make an empty database.
    async fn open_existing(&self) -> Result<Db, Failure> {
        let db = Db::open_existing(self.database_url.as_deref(), &self.data_dir).await?;
        db.migrate().await?;
        Ok(db)
    }
}

#[derive(Args, Debug)]
struct Serve {
    #[command(flatten)]
    store: Store,
    /// Address and port to listen on.
    #[arg(long, env = "JAETTU_LISTEN", default_value = "127.0.0.1:8080")]
    listen: SocketAddr,
    /// Address and port for Prometheus metrics; none by default.
    #[arg(long, env = "JAETTU_METRICS_LISTEN")]
    metrics_listen: Option<SocketAddr>,
    /// Folder of the built apps.
    #[arg(long, env = "JAETTU_ASSETS", default_value = "dist")]
    assets: PathBuf,
    /// Addresses of reverse proxies whose X-Forwarded-For is believed, parted by commas.
    #[arg(long, env = "JAETTU_TRUSTED_PROXIES", value_delimiter = ',')]
    trusted_proxies: Vec<IpAddr>,
    /// Fills the database with invented example data and says so on every page.
    #[arg(long, env = "JAETTU_DEMO", value_parser = BoolishValueParser::new())]
    demo: bool,
    /// Starts the clock at this instant, as 2026-11-23T12:00:00Z (demo only).
    #[arg(long, env = "JAETTU_NOW", requires = "demo", value_parser = instant)]
    now: Option<DateTime<Utc>>,
    #[command(flatten)]
    messages: messages::config::Options,
    #[command(flatten)]
    sign_in: account::oidc::config::Options,
}

fn instant(text: &str) -> Result<DateTime<Utc>, &'static str> {
    text.parse()
        .map_err(|_| "takes date, time and zone, as 2026-11-23T12:00:00Z")
}

#[derive(Args, Debug)]
struct Import {
    #[command(subcommand)]
    what: Source,
}

#[derive(Debug, Subcommand)]
enum Source {
    /// Opening hours from answers of the library register (Kirkanta v4).
    Kirkanta {
        #[command(flatten)]
        store: Store,
        /// JSON files.
        #[arg(required = true)]
        files: Vec<PathBuf>,
    },
    /// Names and places from answers of the city's service map (TPREK v4).
    Tprek {
        #[command(flatten)]
        store: Store,
        /// JSON files.
        #[arg(required = true)]
        files: Vec<PathBuf>,
    },
    /// Things to borrow and their copies, from CSV (docs/import-items.md).
    Items {
        #[command(flatten)]
        store: Store,
        /// CSV file.
        file: PathBuf,
    },
    /// Rooms, machines and pools with their rules, from CSV (docs/import-rooms.md).
    Rooms {
        #[command(flatten)]
        store: Store,
        /// CSV file.
        file: PathBuf,
    },
    /// The climate programme, from JSON as `export programme` writes it.
    Programme {
        #[command(flatten)]
        store: Store,
        /// JSON file.
        file: PathBuf,
    },
}

#[derive(Args, Debug)]
struct Export {
    #[command(subcommand)]
    what: Content,
}

#[derive(Debug, Subcommand)]
enum Content {
    /// Things to borrow and their copies; CSV is what `import items` reads.
    Items {
        #[command(flatten)]
        store: Store,
        /// Kind of file.
        #[arg(long, env = "JAETTU_FORMAT", value_enum, default_value = "csv")]
        format: catalogue::export::Format,
        /// Where to write; without it the terminal.
        file: Option<PathBuf>,
    },
    /// Rooms and machines; CSV is what `import rooms` reads, with the codes of doors; JSON is open data, without.
    Rooms {
        #[command(flatten)]
        store: Store,
        /// Kind of file.
        #[arg(long, env = "JAETTU_FORMAT", value_enum, default_value = "csv")]
        format: rooms::export::Format,
        /// Where to write; without it the terminal.
        file: Option<PathBuf>,
    },
    /// The climate programme; JSON is what `import programme` reads.
    Programme {
        #[command(flatten)]
        store: Store,
        /// Kind of file.
        #[arg(long, env = "JAETTU_FORMAT", value_enum, default_value = "json")]
        format: programme::export::Format,
        /// Where to write; without it the terminal.
        file: Option<PathBuf>,
    },
    /// The indicators of the programme with their values and goals.
    Indicators {
        #[command(flatten)]
        store: Store,
        /// Kind of file.
        #[arg(long, env = "JAETTU_FORMAT", value_enum, default_value = "csv")]
        format: programme::export::Format,
        /// Where to write; without it the terminal.
        file: Option<PathBuf>,
    },
}

/// Runs the command line; wrong use exits with 2, anything else that fails with 1.
pub fn main() -> ExitCode {
    let cli = Cli::parse();
    log::start();
    let runtime = match tokio::runtime::Builder::new_multi_thread().enable_all().build() {
        Ok(runtime) => runtime,
        Err(error) => return failed(&error),
    };
    match runtime.block_on(run(cli.command)) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => failed(error.as_ref()),
    }
}

#[expect(clippy::print_stderr, reason = "a person at a terminal reads this")]
fn failed(error: &dyn std::error::Error) -> ExitCode {
    eprintln!("jaettu-server: {error}");
    ExitCode::FAILURE
}

async fn run(command: Command) -> Result<(), Failure> {
    match command {
        Command::Serve(options) => run_server(*options).await,
        Command::Import(Import {
            what: Source::Kirkanta { store, files },
        }) => report(import::kirkanta::run(&store.open_for_import().await?, &files).await?),
        Command::Import(Import {
            what: Source::Tprek { store, files },
        }) => report(import::tprek::run(&store.open_for_import().await?, &files).await?),
        Command::Import(Import {
            what: Source::Items { store, file },
        }) => report(catalogue::import::run(&store.open_for_import().await?, &file).await?),
        Command::Export(Export {
            what: Content::Items { store, format, file },
        }) => {
            let (_, things) = catalogue::store::all(&store.open_existing().await?).await?;
            write(file, |out| catalogue::export::write(&things, format, out))
        }
        Command::Import(Import {
            what: Source::Rooms { store, file },
        }) => {
            report(rooms::import::run(&store.open_for_import().await?, &file, Clock::default().now()).await?)
        }
        Command::Export(Export {
            what: Content::Rooms { store, format, file },
        }) => {
            let rooms = rooms::store::stored(&store.open_existing().await?).await?;
            write(file, |out| rooms::export::write(&rooms, format, out))
        }
        Command::Import(Import {
            what: Source::Programme { store, file },
        }) => report(
            programme::import::run(&store.open_for_import().await?, &file, Clock::default().now()).await?,
        ),
        Command::Export(Export {
            what: Content::Programme { store, format, file },
        }) => {
            let programme = programme::store::read(&store.open_existing().await?).await?;
            let today = jaettu_domain::time::today(Clock::default().now());
            write(file, |out| {
                programme::export::programme(&programme, format, today, out)
            })
        }
        Command::Export(Export {
            what: Content::Indicators { store, format, file },
        }) => {
            let programme = programme::store::read(&store.open_existing().await?).await?;
            write(file, |out| programme::export::indicators(&programme, format, out))
        }
        Command::User { store, what } => {
            let done =
                account::command::run(&store.open_existing().await?, what, Clock::default().now()).await?;
            report(Outcome::Done(done))
        }
        Command::Check(store) => check(&store.open_existing().await?).await,
        Command::Migrate(store) => {
            store.open().await?.close().await;
            Ok(())
        }
    }
}

#[expect(
    clippy::print_stdout,
    clippy::print_stderr,
    reason = "this is what the command answers"
)]
async fn check(db: &Db) -> Result<(), Failure> {
    let found = rooms::check::run(db).await?;
    for fault in &found.faults {
        eprintln!("{fault}");
    }
    if found.faults.is_empty() {
        println!(
            "consistent: {} live bookings on {} days of rooms",
            found.bookings, found.days
        );
        return Ok(());
    }
    let faults = import::counted(found.faults.len(), "fault", "faults");
    Err(format!("the database is not consistent: {faults}").into())
}

#[expect(
    clippy::print_stdout,
    clippy::print_stderr,
    reason = "this is what the command answers"
)]
fn report(outcome: Outcome) -> Result<(), Failure> {
    match outcome {
        Outcome::Done(summary) => {
            println!("{summary}");
            Ok(())
        }
        Outcome::Refused(refusals) => {
            for refusal in &refusals {
                eprintln!("{refusal}");
            }
            let errors = import::counted(refusals.len(), "error", "errors");
            Err(format!("nothing was changed: {errors}").into())
        }
    }
}

/// Writes to a file, or to the terminal.
fn write(
    file: Option<PathBuf>,
    write: impl FnOnce(&mut dyn Write) -> Result<(), Failure>,
) -> Result<(), Failure> {
    let Some(path) = file else {
        return write(&mut std::io::stdout().lock());
    };
    let failed = |error| format!("cannot write {}: {error}", path.display());
    // Beside the file and then in its place: a failure leaves what was there before.
    let mut unfinished = path.clone().into_os_string();
    unfinished.push(".unfinished");
    let mut out = BufWriter::new(File::create(&unfinished).map_err(failed)?);
    let written = write(&mut out).and_then(|()| out.flush().map_err(|error| failed(error).into()));
    if let Err(error) = written {
        let _ = std::fs::remove_file(&unfinished);
        return Err(error);
    }
    std::fs::rename(&unfinished, &path).map_err(failed)?;
    Ok(())
}

async fn run_server(options: Serve) -> Result<(), Failure> {
    let clock = options.now.map_or_else(Clock::default, Clock::starting_at);
    let assets = Assets::read(&options.assets)?;
    // The ports first: when another program has it, nothing has been touched yet.
    let listener = listen("--listen", options.listen).await?;
    let metrics = match options.metrics_listen {
        Some(address) => Some(listen("--metrics-listen", address).await?),
        None => None,
    };
    let db = options.store.open().await?;
    let mut app = App::new(db.clone(), clock, assets, false);
    app.proxies = Proxies::new(options.trusted_proxies);
    if options.demo {
        demo::fill(&app).await?;
    }
    // Example data is called that, even where the demonstration was not asked for.
    app.demo = demo::is_in(&db).await?;
    let demo = app.demo;
    let listening = listener.local_addr()?;
    app.ways = options.sign_in.ways(|| options.messages.site(demo, listening))?;
    let post = options.messages.post(demo)?;
    app.sends = post.ways();
    let app = Arc::new(app);
    if let Some(metrics) = metrics {
        let router = observe::router(observe::start()?);
        tokio::spawn(serve::serve(
            metrics,
            router,
            Patience::default(),
            std::future::pending(),
        ));
    }
    let messages = options.messages.start(post, &app, listening)?;
    tokio::spawn(circulation::upkeep::run(Arc::clone(&app)));
    tokio::spawn(rooms::upkeep::run(Arc::clone(&app)));
    announce(demo, listening);
    serve::serve(
        listener,
        routes::router(Arc::clone(&app)),
        Patience::default(),
        serve::stop_signal(),
    )
    .await;
    if let Some(messages) = messages {
        messages.stop().await;
    }
    rooms::upkeep::end(&app).await;
    db.close().await;
    Ok(())
}

async fn listen(option: &str, address: SocketAddr) -> Result<TcpListener, String> {
    TcpListener::bind(address).await.map_err(|error| match error.kind() {
        ErrorKind::AddrInUse => format!(
            "cannot listen on {address}: another program does; choose another port, such as {option} {}:{}",
            address.ip(),
            address.port().checked_add(1).unwrap_or(8080)
        ),
        _ => format!("cannot listen on {address}: {error}"),
    })
}

#[expect(
    clippy::print_stdout,
    reason = "whoever starts the server wants to know where it is"
)]
fn announce(demo: bool, address: SocketAddr) {
    println!("Jaettu is at http://{address}/");
    if demo {
        println!("This is the demonstration: things, numbers, people and opening hours are invented.");
        println!("Sign in with one of these cards and PIN 1234:");
        for (card, name, ..) in demo::circulation::ACCOUNTS {
            println!("  {} {}  {name}", &card[..4], &card[4..]);
        }
    }
}
