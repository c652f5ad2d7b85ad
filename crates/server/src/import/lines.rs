//! CSV as it comes from different programs, before it is taken apart.

use std::io::{BufRead, Read};

/// Text whose lines all end with a line feed, the last one too, whatever they ended with before.
pub(super) struct Lines<R> {
    content: R,
    after_return: bool,
    open: bool,
    /// Whether everything has been read, and more was asked for.
    pub(super) ended: bool,
}

impl<R: BufRead> Lines<R> {
    pub(super) const fn new(content: R) -> Self {
        Self {
            content,
            after_return: false,
            open: false,
            ended: false,
        }
    }
}

impl<R: BufRead> Read for Lines<R> {
    fn read(&mut self, out: &mut [u8]) -> std::io::Result<usize> {
        let mut written = 0;
        while written == 0 && !out.is_empty() {
            let content = self.content.fill_buf()?;
            if content.is_empty() {
                if std::mem::take(&mut self.open) {
                    out[0] = b'\n';
                    return Ok(1);
                }
                self.ended = true;
                return Ok(0);
            }
            let read = content.len().min(out.len());
            for byte in &content[..read] {
                if !(*byte == b'\n' && self.after_return) {
                    out[written] = if *byte == b'\r' { b'\n' } else { *byte };
                    self.open = out[written] != b'\n';
                    written += 1;
                }
                self.after_return = *byte == b'\r';
            }
            self.content.consume(read);
        }
        Ok(written)
    }
}

/// The separator that is used most in the first line.
pub(super) fn separator(start: &[u8]) -> u8 {
    let line = start.split(|byte| *byte == b'\n').next().unwrap_or_default();
    let count = |separator: u8| line.split(|byte| *byte == separator).count();
    [b',', b';', b'\t']
        .into_iter()
        .max_by_key(|separator| count(*separator))
        .unwrap_or(b',')
}
