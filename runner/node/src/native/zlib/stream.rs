//! One stream of compressed data, in any of the forms of `zlib`.
//!
//! It turns bytes into bytes and knows nothing of JavaScript.

use flate2::{Compress, Compression, Decompress, FlushCompress, FlushDecompress, Status};
use threadproof_ground::numbers::size;

/// How much room is made for output at a time, in bytes.
const ROOM: usize = 16 * 1024;

/// The forms, by the numbers that `zlib.constants` gives them.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Form {
    /// `DEFLATE`
    Deflate,
    /// `INFLATE`
    Inflate,
    /// `GZIP`
    Gzip,
    /// `GUNZIP`
    Gunzip,
    /// `DEFLATERAW`
    DeflateRaw,
    /// `INFLATERAW`
    InflateRaw,
    /// `UNZIP`: the first two bytes say whether it is `Gunzip` or `Inflate`.
    Unzip,
}

/// What went wrong, in zlib's words.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Failure {
    /// The data is not what the form says.
    #[error("{0}")]
    Data(String),
    /// The data ends too early.
    #[error("unexpected end of file")]
    Ended,
    /// The data was made with a dictionary.
    #[error("Missing dictionary")]
    NoDictionary,
    /// The data was made with another dictionary.
    #[error("Bad dictionary")]
    WrongDictionary,
    /// More comes out than is wanted.
    #[error("more than {0} bytes come out")]
    TooLarge(usize),
}

/// What a stream is made with.
#[derive(Debug, Clone)]
pub struct Settings {
    /// The form.
    pub form: Form,
    /// 0 to 9; -1 for the default.
    pub level: i32,
    /// The window's size as a power of two, 9 to 15.
    pub window_bits: u8,
    /// What both sides know beforehand; empty for nothing.
    pub dictionary: Vec<u8>,
}

/// How far the output must have come when a call returns.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Flush {
    /// As far as it happens to.
    None,
    /// All input can be read from it.
    Sync,
    /// The same, and reading may start from there.
    Full,
    /// To its end.
    Finish,
}

/// A stream.
pub struct Stream {
    settings: Settings,
    engine: Engine,
    /// The first bytes of an `Unzip`, until there are two.
    head: Vec<u8>,
    ended: bool,
    /// Whether the data is one member and nothing after it.
    strict: bool,
    trailing: bool,
}

enum Engine {
    Undecided,
    Compress(Compress),
    Decompress(Decompress),
}

impl Stream {
    /// Makes one.
    ///
    /// # Errors
    /// When the dictionary is refused.
    pub fn new(settings: Settings) -> Result<Self, Failure> {
        let engine = engine(&settings, settings.form)?;
        Ok(Self {
            settings,
            engine,
            head: Vec::new(),
            ended: false,
            strict: false,
            trailing: false,
        })
    }

    /// Makes it one whose data ends with its first member: what follows is
    /// [`trailing`](Stream::trailing) (Compression, 6.1).
    #[must_use]
    pub fn strict(mut self) -> Self {
        self.strict = true;
        self
    }

    /// Whether there was data after the end.
    #[must_use]
    pub fn trailing(&self) -> bool {
        self.trailing
    }

    /// Begins again with the same settings.
    ///
    /// # Errors
    /// When the dictionary is refused.
    pub fn reset(&mut self) -> Result<(), Failure> {
        *self = Self::new(self.settings.clone())?;
        Ok(())
    }

    /// Takes `input` in and gives what comes out of it, at most `most` bytes.
    ///
    /// # Errors
    /// [`Failure`].
    pub fn write(&mut self, input: &[u8], flush: Flush, most: usize) -> Result<Vec<u8>, Failure> {
        let mut out = Vec::new();
        match &mut self.engine {
            Engine::Compress(engine) => compress(engine, input, flush, most, &mut out)?,
            Engine::Decompress(_) => self.decompress(input, flush, most, &mut out)?,
            Engine::Undecided => {
                self.head.extend_from_slice(input);
                if self.head.len() >= 2 || flush == Flush::Finish && !self.head.is_empty() {
                    let gzip = self.head.starts_with(&[0x1f, 0x8b]);
                    let form = if gzip { Form::Gunzip } else { Form::Inflate };
                    self.settings.form = form;
                    self.engine = engine(&self.settings, form)?;
                    let head = std::mem::take(&mut self.head);
                    self.decompress(&head, flush, most, &mut out)?;
                } else if flush == Flush::Finish {
                    return Err(Failure::Ended);
                }
            }
        }
        Ok(out)
    }

    fn decompress(
        &mut self,
        mut input: &[u8],
        flush: Flush,
        most: usize,
        out: &mut Vec<u8>,
    ) -> Result<(), Failure> {
        let gzip = self.settings.form == Form::Gunzip;
        loop {
            if self.ended && self.strict {
                self.trailing |= !input.is_empty();
                return Ok(());
            }
            if self.ended {
                // A gzip file may have several members (RFC 1952, 2.2); what follows with a zero
                // byte is padding, and what follows another form is not looked at.
                if !gzip || input.first().is_none_or(|byte| *byte == 0) {
                    return Ok(());
                }
                self.engine = engine(&self.settings, Form::Gunzip)?;
                self.ended = false;
            }
            let Engine::Decompress(engine) = &mut self.engine else {
                return Ok(());
            };
            let (taken, status) = decompress(engine, input, &self.settings.dictionary, most, out)?;
            input = &input[taken..];
            if status == Status::StreamEnd {
                self.ended = true;
                continue;
            }
            return match flush {
                Flush::Finish => Err(Failure::Ended),
                Flush::None | Flush::Sync | Flush::Full => Ok(()),
            };
        }
    }
}

fn engine(settings: &Settings, form: Form) -> Result<Engine, Failure> {
    let bits = settings.window_bits;
    let level = match u32::try_from(settings.level) {
        Ok(level) => Compression::new(level),
        Err(_) => Compression::default(),
    };
    let refused = |_| Failure::WrongDictionary;
    Ok(match form {
        Form::Gzip => Engine::Compress(Compress::new_gzip(level, bits)),
        Form::Deflate | Form::DeflateRaw => {
            let mut engine = Compress::new_with_window_bits(level, form == Form::Deflate, bits);
            if !settings.dictionary.is_empty() {
                engine
                    .set_dictionary(&settings.dictionary)
                    .map_err(refused)?;
            }
            Engine::Compress(engine)
        }
        Form::Gunzip => Engine::Decompress(Decompress::new_gzip(bits)),
        Form::Inflate => Engine::Decompress(Decompress::new_with_window_bits(true, bits)),
        Form::InflateRaw => {
            let mut engine = Decompress::new_with_window_bits(false, bits);
            if !settings.dictionary.is_empty() {
                let set = engine.set_dictionary(&settings.dictionary);
                set.map_err(|_| Failure::WrongDictionary)?;
            }
            Engine::Decompress(engine)
        }
        Form::Unzip => Engine::Undecided,
    })
}

fn compress(
    engine: &mut Compress,
    mut input: &[u8],
    flush: Flush,
    most: usize,
    out: &mut Vec<u8>,
) -> Result<(), Failure> {
    let flush = match flush {
        Flush::None => FlushCompress::None,
        Flush::Sync => FlushCompress::Sync,
        Flush::Full => FlushCompress::Full,
        Flush::Finish => FlushCompress::Finish,
    };
    loop {
        out.reserve(ROOM);
        let before = engine.total_in();
        let status = engine.compress_vec(input, out, flush);
        let status = status.map_err(|error| Failure::Data(error.to_string()))?;
        input = &input[size(engine.total_in() - before)..];
        too_large(out, most)?;
        // Room that is left says that nothing waits to come out.
        let done = out.len() < out.capacity() && flush != FlushCompress::Finish;
        if status == Status::StreamEnd || input.is_empty() && done {
            return Ok(());
        }
    }
}

/// Gives how much of the input was taken, and whether the data has ended.
fn decompress(
    engine: &mut Decompress,
    input: &[u8],
    dictionary: &[u8],
    most: usize,
    out: &mut Vec<u8>,
) -> Result<(usize, Status), Failure> {
    let mut taken = 0;
    loop {
        out.reserve(ROOM);
        let before = engine.total_in();
        let status = engine.decompress_vec(&input[taken..], out, FlushDecompress::Sync);
        taken += size(engine.total_in() - before);
        let status = match status {
            Ok(status) => status,
            Err(error) if error.needs_dictionary().is_some() => {
                if dictionary.is_empty() {
                    return Err(Failure::NoDictionary);
                }
                let set = engine.set_dictionary(dictionary);
                set.map_err(|_| Failure::WrongDictionary)?;
                continue;
            }
            Err(error) => {
                let said = error.message().unwrap_or("invalid data");
                return Err(Failure::Data(said.to_owned()));
            }
        };
        too_large(out, most)?;
        if status == Status::StreamEnd || out.len() < out.capacity() {
            return Ok((taken, status));
        }
    }
}

fn too_large(out: &[u8], most: usize) -> Result<(), Failure> {
    if out.len() > most {
        return Err(Failure::TooLarge(most));
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    const MOST: usize = 1 << 24;

    fn stream(form: Form) -> Stream {
        Stream::new(settings(form, b"")).expect("it can be made")
    }

    fn settings(form: Form, dictionary: &[u8]) -> Settings {
        Settings {
            form,
            level: -1,
            window_bits: 15,
            dictionary: dictionary.to_vec(),
        }
    }

    fn text() -> Vec<u8> {
        (0..200_000_u32)
            .flat_map(|number| (number / 7).to_le_bytes())
            .collect()
    }

    #[test]
    fn what_goes_in_comes_out_in_every_form_and_in_pieces() {
        let text = text();
        for (there, back) in [
            (Form::Deflate, Form::Inflate),
            (Form::Gzip, Form::Gunzip),
            (Form::DeflateRaw, Form::InflateRaw),
            (Form::Gzip, Form::Unzip),
            (Form::Deflate, Form::Unzip),
        ] {
            let (mut small, mut back) = (stream(there), stream(back));
            let mut packed = Vec::new();
            for piece in text.chunks(33_333) {
                packed.extend(small.write(piece, Flush::None, MOST).expect("it packs"));
            }
            packed.extend(small.write(b"", Flush::Finish, MOST).expect("it ends"));
            assert!(packed.len() < text.len());
            let mut unpacked = Vec::new();
            for piece in packed.chunks(777) {
                unpacked.extend(back.write(piece, Flush::None, MOST).expect("it unpacks"));
            }
            unpacked.extend(back.write(b"", Flush::Finish, MOST).expect("it has ended"));
            assert!(unpacked == text, "{there:?}");
        }
    }

    #[test]
    fn members_of_a_gzip_file_follow_each_other() {
        let member = |text: &[u8]| {
            stream(Form::Gzip)
                .write(text, Flush::Finish, MOST)
                .expect("packs")
        };
        let both = [member(b"one "), member(b"two"), vec![0; 5]].concat();
        let read = stream(Form::Gunzip).write(&both, Flush::Finish, MOST);
        assert_eq!(read, Ok(b"one two".to_vec()));
        let garbage = [member(b"one"), b"garbage".to_vec()].concat();
        let read = stream(Form::Gunzip).write(&garbage, Flush::Finish, MOST);
        assert_eq!(read, Err(Failure::Data("incorrect header check".into())));
    }

    #[test]
    fn data_that_ends_early_or_is_too_large_is_refused() {
        let packed = stream(Form::Deflate)
            .write(&text(), Flush::Finish, MOST)
            .expect("packs");
        let short = stream(Form::Inflate).write(&packed[..100], Flush::Finish, MOST);
        assert_eq!(short, Err(Failure::Ended));
        let large = stream(Form::Inflate).write(&packed, Flush::Finish, 1000);
        assert_eq!(large, Err(Failure::TooLarge(1000)));
        let none = stream(Form::Unzip).write(b"", Flush::Finish, MOST);
        assert_eq!(none, Err(Failure::Ended));
    }

    #[test]
    fn dictionary_must_be_the_same_on_both_sides() {
        let with = |form, dictionary: &[u8]| Stream::new(settings(form, dictionary)).expect("made");
        let packed = with(Form::Deflate, b"hello")
            .write(b"hello", Flush::Finish, MOST)
            .expect("packs");
        let read =
            |dictionary: &[u8]| with(Form::Inflate, dictionary).write(&packed, Flush::Finish, MOST);
        assert_eq!(read(b"hello"), Ok(b"hello".to_vec()));
        assert_eq!(read(b""), Err(Failure::NoDictionary));
        assert_eq!(read(b"other"), Err(Failure::WrongDictionary));
    }
}
