//! Compresses once, at build, as well as can be: the server only picks the file.

use super::{files_in, hash, name, write};
use crate::{Outcome, paths};
use brotli::enc::BrotliEncoderParams;
use flate2::write::GzEncoder;
use std::fs;
use std::io::Write as _;
use std::path::Path;

/// Smaller files travel in one packet anyway.
const WORTH_IT: usize = 256;

/// How hard to try.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Compression {
    /// Not at all: while developing.
    None,
    /// Brotli 11 and gzip 9.
    Best,
}

type Method = fn(&[u8]) -> std::io::Result<Vec<u8>>;
const METHODS: [(&str, Method); 2] = [("br", brotli), ("gz", gzip)];

/// Puts `.br` and `.gz` beside every file that gains by it.
pub(super) fn all(folder: &Path, compression: Compression) -> Outcome {
    for file in files_in(folder) {
        if file.is_dir() {
            all(&file, compression)?;
            continue;
        }
        let compressible = compression == Compression::Best && gains(name(&file));
        let content = if compressible {
            fs::read(&file).unwrap_or_default()
        } else {
            Vec::new()
        };
        for (ending, method) in METHODS {
            let beside = file.with_file_name(format!("{}.{ending}", name(&file)));
            let smaller = if content.len() > WORTH_IT {
                Some(cached(&content, ending, method)?)
            } else {
                None
            };
            match smaller.filter(|smaller| smaller.len() < content.len()) {
                Some(smaller) => write(&beside, &smaller)?,
                None => drop(fs::remove_file(&beside)),
            }
        }
    }
    Ok(())
}

/// Files of text, and WASM; images are compressed already.
fn gains(name: &str) -> bool {
    let ending = name.rsplit_once('.').map_or("", |(_, ending)| ending);
    matches!(
        ending,
        "html" | "css" | "js" | "mjs" | "wasm" | "json" | "svg" | "webmanifest" | "txt" | "xml"
    )
}

/// The compressed content, from the last time if it has not changed: the best compression takes seconds.
fn cached(content: &[u8], ending: &str, method: Method) -> Outcome<Vec<u8>> {
    let store = paths::scratch().join("compressed");
    let file = store.join(format!("{}.{ending}", hash::short(content)));
    if let Ok(known) = fs::read(&file) {
        return Ok(known);
    }
    let smaller = method(content).map_err(|why| format!("cannot compress: {why}"))?;
    fs::create_dir_all(&store).map_err(|why| format!("{}: {why}", store.display()))?;
    let partial = store.join(format!("partial-{}", std::process::id()));
    write(&partial, &smaller)?;
    fs::rename(&partial, &file).map_err(|why| format!("{}: {why}", file.display()))?;
    Ok(smaller)
}

/// How many bytes travel.
pub(crate) fn brotli_size(content: &[u8]) -> Outcome<u64> {
    let smaller = if content.len() > WORTH_IT {
        cached(content, "br", brotli)?.len()
    } else {
        content.len()
    };
    Ok(smaller as u64)
}

/// Brotli, quality 11, window of 16 MB.
fn brotli(content: &[u8]) -> std::io::Result<Vec<u8>> {
    let parameters = BrotliEncoderParams {
        quality: 11,
        lgwin: 24,
        size_hint: content.len(),
        ..Default::default()
    };
    let mut smaller = Vec::new();
    brotli::BrotliCompress(&mut &*content, &mut smaller, &parameters)?;
    Ok(smaller)
}

fn gzip(content: &[u8]) -> std::io::Result<Vec<u8>> {
    let mut encoder = GzEncoder::new(Vec::new(), flate2::Compression::best());
    encoder.write_all(content)?;
    encoder.finish()
}
