//! Where PostgreSQL's programs are, and as whom they run: the server refuses to run as root.

use crate::{Outcome, finish, job, paths, say};
use std::path::{Path, PathBuf};
use std::process::Command;

/// The folder of `initdb` and `postgres`, and the user to become if we are root.
pub(super) struct Programs {
    folder: PathBuf,
    user: Option<String>,
}

impl Programs {
    pub(super) fn find_or_install() -> Outcome<Self> {
        let folder = match find() {
            Some(folder) => folder,
            None => install()?,
        };
        let known = |name: &&str| job::answer("id", &["-u", name]).is_some();
        let user = ["postgres", "nobody"]
            .into_iter()
            .find(known)
            .filter(|_| is_root())
            .map(str::to_owned);
        if is_root() && user.is_none() {
            return Err(
                "PostgreSQL cannot run as root, and there is no user `postgres` or `nobody`".to_owned(),
            );
        }
        Ok(Self { folder, user })
    }

    /// One of the programs, as the unprivileged user.
    pub(super) fn command(&self, name: &str) -> Command {
        let program = self.folder.join(name);
        let Some(user) = &self.user else {
            return Command::new(program);
        };
        let group = job::answer("id", &["-g", user]).unwrap_or_default();
        let mut command = Command::new("setpriv");
        command
            .args(["--reuid", user, "--regid", &group, "--clear-groups", "--"])
            .arg(program);
        command
    }

    /// Gives a folder to the unprivileged user.
    pub(super) fn give(&self, folder: &Path) -> Outcome {
        let Some(user) = &self.user else { return Ok(()) };
        let given = Command::new("chown").arg("-R").arg(user).arg(folder).status();
        match given {
            Ok(status) if status.success() => Ok(()),
            _ => Err(format!("cannot give {} to {user}", folder.display())),
        }
    }
}

pub(crate) fn is_root() -> bool {
    job::answer("id", &["-u"]).as_deref() == Some("0")
}

fn find() -> Option<PathBuf> {
    let named = job::answer("pg_config", &["--bindir"]).map(PathBuf::from);
    let on_path = paths::on_path("initdb").and_then(|program| program.parent().map(Path::to_path_buf));
    let whole = |folder: &PathBuf| {
        ["initdb", "postgres"]
            .iter()
            .all(|name| paths::is_program(&folder.join(name)))
    };
    named.into_iter().chain(on_path).chain(packaged()).find(whole)
}

/// The layouts of Debian, Red Hat, Homebrew and Postgres.app; the newest version first.
fn packaged() -> Vec<PathBuf> {
    let numbered = |parent: &str, prefix: &str, inside: &str| {
        let folders = finish::files_in(Path::new(parent));
        let version = |folder: &PathBuf| finish::name(folder).strip_prefix(prefix)?.parse::<f32>().ok();
        let mut found: Vec<(f32, PathBuf)> = folders
            .iter()
            .filter_map(|folder| Some((version(folder)?, folder.join(inside))))
            .collect();
        found.sort_by(|one, other| other.0.total_cmp(&one.0));
        found.into_iter().map(|(_, folder)| folder)
    };
    let places = [
        ("/usr/lib/postgresql", "", "bin"),
        ("/usr", "pgsql-", "bin"),
        ("/opt/homebrew/opt", "postgresql@", "bin"),
        ("/usr/local/opt", "postgresql@", "bin"),
        ("/Applications/Postgres.app/Contents/Versions", "", "bin"),
    ];
    places
        .into_iter()
        .flat_map(|(parent, prefix, inside)| numbered(parent, prefix, inside))
        .collect()
}

fn install() -> Outcome<PathBuf> {
    if !is_root() || paths::on_path("apt-get").is_none() {
        return Err(
            "PostgreSQL's server is missing: install it (Debian: `apt-get install postgresql`, \
                    macOS: `brew install postgresql@17`)"
                .to_owned(),
        );
    }
    say::remark("PostgreSQL: missing, installing Debian's package (about a minute)");
    crate::install::debian("postgresql")?;
    find().ok_or_else(|| {
        "Debian's package `postgresql` is installed, but initdb is nowhere to be found".to_owned()
    })
}
