//! The thread that writes lines.

use std::io::{self, ErrorKind, Write};
use std::sync::mpsc::{Receiver, Sender, TryRecvError, channel};

use tokio::sync::oneshot;

use crate::access_log::queue::Outlet;

/// Lines that wait are written at once, as many as these bytes have room for.
const BATCH: usize = 64 * 1024;

/// The same where others write as well: of more bytes, a pipe that is nearly full takes a part, and then what others write
/// (`PIPE_BUF` of Linux).
const PIPE: usize = 4 * 1024;

/// How the end of the thread is known, which may never come: whoever waits for it sets a limit.
pub(super) struct End {
    pub(super) told: oneshot::Receiver<()>,
    pub(super) seen: Receiver<()>,
}

/// What is dropped at the end of the thread, be it a panic of the writer.
struct Alive {
    _tell: oneshot::Sender<()>,
    _show: Sender<()>,
}

/// Starts the thread. It ends when nobody can leave a line any more.
pub(super) fn start(lines: Outlet, mut pen: Pen) -> io::Result<End> {
    let (tell, told) = oneshot::channel();
    let (show, seen) = channel();
    let alive = Alive {
        _tell: tell,
        _show: show,
    };
    let thread = std::thread::Builder::new().name("oxy-access-log".to_owned());
    thread.spawn(move || {
        let _alive = alive;
        pen.write_all_of(&lines);
    })?;
    Ok(End { told, seen })
}

/// Writes whole lines, and says that it failed at the first time, the second, the fourth and so on.
pub(super) struct Pen {
    writer: Box<dyn Write + Send>,
    /// The most bytes that are written at once, unless one line is longer.
    most: usize,
    batch: Vec<u8>,
    /// The line that the last batch had no room for.
    next: Option<String>,
    failed: u64,
    /// Whether a failure has left a line without its end.
    is_torn: bool,
    is_flushed: bool,
}

impl Pen {
    pub(super) fn new(writer: Box<dyn Write + Send>) -> Self {
        Self {
            writer,
            most: BATCH,
            batch: Vec::new(),
            next: None,
            failed: 0,
            is_torn: false,
            is_flushed: true,
        }
    }

    /// For what may be a pipe that others write to as well.
    pub(super) fn for_pipe(writer: Box<dyn Write + Send>) -> Self {
        Self {
            most: PIPE,
            ..Self::new(writer)
        }
    }

    fn write_all_of(&mut self, lines: &Outlet) {
        while let Some(line) = self.next(lines) {
            self.add(&line);
            while let Ok(line) = lines.try_take() {
                if self.batch.len() + line.len() > self.most {
                    self.next = Some(line);
                    break;
                }
                self.add(&line);
            }
            self.write();
        }
    }

    /// Waits for a line; what was written before is flushed then.
    fn next(&mut self, lines: &Outlet) -> Option<String> {
        if let Some(line) = self.next.take() {
            return Some(line);
        }
        match lines.try_take() {
            Ok(line) => Some(line),
            Err(TryRecvError::Empty) => {
                self.flush();
                lines.take().ok()
            }
            Err(TryRecvError::Disconnected) => {
                self.flush();
                None
            }
        }
    }

    fn add(&mut self, line: &str) {
        if self.is_torn && self.batch.is_empty() {
            self.batch.push(b'\n');
        }
        self.batch.extend_from_slice(line.as_bytes());
    }

    /// Writes the batch, and drops what of it cannot be written.
    fn write(&mut self) {
        let mut written = 0;
        let outcome = loop {
            let Some(rest) = self.batch.get(written..).filter(|rest| !rest.is_empty()) else {
                break Ok(());
            };
            match self.writer.write(rest) {
                Ok(0) => break Err(ErrorKind::WriteZero.into()),
                Ok(count) => written += count,
                Err(error) if error.kind() == ErrorKind::Interrupted => {}
                Err(error) => break Err(error),
            }
        };
        if let Some(last) = self.batch.get(..written).and_then(<[u8]>::last) {
            self.is_torn = *last != b'\n';
            self.is_flushed = false;
        }
        self.batch.clear();
        self.note(outcome);
    }

    fn flush(&mut self) {
        if std::mem::replace(&mut self.is_flushed, true) {
            return;
        }
        let outcome = loop {
            match self.writer.flush() {
                Err(error) if error.kind() == ErrorKind::Interrupted => {}
                outcome => break outcome,
            }
        };
        self.note(outcome);
    }

    fn note(&mut self, outcome: io::Result<()>) {
        let Err(error) = outcome else { return };
        self.failed += 1;
        if self.failed.is_power_of_two() {
            let times = self.failed;
            tracing::warn!(%error, times, "the access log cannot be written");
        }
    }
}

#[cfg(test)]
mod tests {
    use std::collections::VecDeque;
    use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

    use super::*;
    use crate::access_log::queue::queue;

    #[derive(Clone, Default)]
    struct Disk(Arc<Mutex<State>>);

    #[derive(Default)]
    struct State {
        text: Vec<u8>,
        /// How many bytes each write took.
        writes: Vec<usize>,
        /// What the next writes and flushes answer; all is well after that.
        answers: VecDeque<io::Result<usize>>,
    }

    impl Disk {
        fn with(answers: impl IntoIterator<Item = io::Result<usize>>) -> Self {
            let disk = Self::default();
            disk.state().answers.extend(answers);
            disk
        }

        fn state(&self) -> MutexGuard<'_, State> {
            self.0.lock().unwrap_or_else(PoisonError::into_inner)
        }

        fn text(&self) -> String {
            String::from_utf8_lossy(&self.state().text).into_owned()
        }
    }

    impl Write for Disk {
        fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
            let mut disk = self.state();
            let count = disk.answers.pop_front().unwrap_or(Ok(bytes.len()))?;
            disk.text.extend(bytes.iter().take(count));
            disk.writes.push(count);
            Ok(count)
        }

        fn flush(&mut self) -> io::Result<()> {
            let answer = self.state().answers.pop_front();
            answer.unwrap_or(Ok(0)).map(|_| ())
        }
    }

    /// Writes these lines, each when the one before it is written; gives what was logged meanwhile.
    fn logged(disk: &Disk, lines: impl IntoIterator<Item = &'static str>) -> String {
        let buffer = Disk::default();
        let log = buffer.clone();
        let subscriber = tracing_subscriber::fmt()
            .with_writer(move || log.clone())
            .finish();
        tracing::subscriber::with_default(subscriber, || {
            let mut pen = Pen::new(Box::new(disk.clone()));
            for line in lines {
                pen.write_all_of(&waiting([line]));
            }
        });
        buffer.text()
    }

    /// Lines that wait, and no more will come.
    fn waiting<const N: usize>(lines: [&str; N]) -> Outlet {
        let (inlet, outlet) = queue();
        assert!(
            lines
                .iter()
                .all(|line| inlet.leave((*line).to_owned()).is_ok())
        );
        outlet
    }

    fn error(kind: ErrorKind) -> io::Result<usize> {
        Err(kind.into())
    }

    #[test]
    fn a_disk_that_is_full_is_told_of_now_and_then() {
        let full = (0..100).map(|_| error(ErrorKind::StorageFull));
        let text = logged(&Disk::with(full), ["line\n"; 100]);
        // 1, 2, 4, 8, 16, 32, 64.
        let told = text.matches("the access log cannot be written").count();
        assert_eq!(told, 7, "{text}");
    }

    #[test]
    fn a_signal_is_no_failure() {
        let interrupted = || error(ErrorKind::Interrupted);
        let disk = Disk::with([interrupted(), Ok(2), interrupted(), Ok(3), interrupted()]);
        assert_eq!(logged(&disk, ["line\n"]), "");
        assert_eq!(disk.text(), "line\n");
    }

    #[test]
    fn a_flush_that_fails_at_the_end_is_told_of() {
        let disk = Disk::with([Ok(5), error(ErrorKind::StorageFull)]);
        let text = logged(&disk, ["line\n"]);
        assert!(text.contains("the access log cannot be written"), "{text}");
    }

    #[test]
    fn a_line_that_was_cut_does_not_spoil_the_next_one() {
        let disk = Disk::with([
            Ok(2),
            error(ErrorKind::StorageFull),
            Ok(0),
            error(ErrorKind::StorageFull),
        ]);
        logged(&disk, ["first\n", "second\n", "third\n", "fourth\n"]);
        assert_eq!(disk.text(), "fi\nthird\nfourth\n");
    }

    #[test]
    fn what_waits_is_written_at_once() {
        let lines = waiting(["one\n", "two\n", "three\n"]);
        // One write and one flush, and no more.
        let disk = Disk::with([Ok(14), Ok(0), error(ErrorKind::StorageFull)]);
        Pen::new(Box::new(disk.clone())).write_all_of(&lines);
        assert_eq!(disk.text(), "one\ntwo\nthree\n");
    }

    /// What is written at once of lines of so many bytes.
    fn writes<const N: usize>(
        pen: fn(Box<dyn Write + Send>) -> Pen,
        sizes: [usize; N],
    ) -> Vec<usize> {
        let texts = sizes.map(|size| format!("{}\n", "x".repeat(size - 1)));
        let disk = Disk::default();
        let lines = waiting(texts.each_ref().map(String::as_str));
        pen(Box::new(disk.clone())).write_all_of(&lines);
        assert_eq!(disk.text(), texts.concat());
        let state = disk.state();
        state.writes.clone()
    }

    #[test]
    fn no_write_to_a_pipe_can_be_cut_by_that_of_another() {
        let found = writes(Pen::for_pipe, [4_000, 96, 1, 4_095, 1, 2_000, 2_097, 300]);
        assert_eq!(found, [4_096, 4_096, 2_001, 2_397]);
        // Only a line that is longer by itself, and that goes alone.
        assert_eq!(writes(Pen::for_pipe, [10, 5_000, 10]), [10, 5_000, 10]);
    }

    #[test]
    fn a_file_takes_more_at_once_and_whole_lines_as_well() {
        let found = writes(Pen::new, [30_000, 30_000, 5_536, 1, 65_536, 70_000]);
        assert_eq!(found, [65_536, 1, 65_536, 70_000]);
    }
}
