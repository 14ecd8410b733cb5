//! Small changes to a module's binary before it is compiled, and what only the binary tells.
//!
//! - Memories that the module defines become imports, behind all others, so that their bytes can be
//!   made by whoever instantiates it.
//! - Its start function becomes an export under a name of our own, so that it can be called like
//!   every other function: in slices, with calls into JavaScript.
//!
//! A binary that isn't one is left as it is: the compiler says what is wrong with it. Source:
//! WebAssembly, 5.5 Modules.

/// The module under which defined memories are imported.
pub const OWN: &str = "threadproof";
/// The name under which the start function is exported.
pub const START: &str = "\0threadproof.start";

/// A module ready to be compiled.
#[derive(Debug, Default, PartialEq, Eq)]
pub struct Rewritten {
    /// The binary.
    pub bytes: Vec<u8>,
    /// How many memories were made imports.
    pub memories: usize,
    /// Kinds of the module's own imports, in its order.
    pub imports: Vec<Kind>,
    /// Its exports, in its order; with the index of a function.
    pub exports: Vec<(String, Option<u32>)>,
}

/// The kind of an import (5.5.5).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// A function.
    Function,
    /// A table.
    Table,
    /// A memory.
    Memory,
    /// A global.
    Global,
}

struct Section<'a> {
    id: u8,
    payload: &'a [u8],
}

struct Reader<'a>(&'a [u8]);

impl<'a> Reader<'a> {
    fn byte(&mut self) -> Option<u8> {
        let (first, rest) = self.0.split_first()?;
        self.0 = rest;
        Some(*first)
    }

    /// 5.2.2 Integers, unsigned: up to 64 bits.
    fn number(&mut self) -> Option<u64> {
        let mut value = 0;
        for shift in (0..64).step_by(7) {
            let byte = self.byte()?;
            value |= u64::from(byte & 0x7f) << shift;
            if byte & 0x80 == 0 {
                return Some(value);
            }
        }
        None
    }

    fn index(&mut self) -> Option<u32> {
        u32::try_from(self.number()?).ok()
    }

    fn take(&mut self, count: usize) -> Option<&'a [u8]> {
        if count > self.0.len() {
            return None;
        }
        let (taken, rest) = self.0.split_at(count);
        self.0 = rest;
        Some(taken)
    }

    fn name(&mut self) -> Option<String> {
        let length = self.index()? as usize;
        String::from_utf8(self.take(length)?.to_vec()).ok()
    }
}

/// Rewrites a module.
#[must_use]
pub fn rewrite(bytes: &[u8]) -> Rewritten {
    attempt(bytes).unwrap_or_else(|| Rewritten {
        bytes: bytes.to_vec(),
        ..Rewritten::default()
    })
}

fn attempt(bytes: &[u8]) -> Option<Rewritten> {
    let mut reader = Reader(bytes);
    let head = reader.take(8)?;
    let mut sections = Vec::new();
    while !reader.0.is_empty() {
        let id = reader.byte()?;
        let length = reader.index()? as usize;
        let payload = reader.take(length)?;
        sections.push(Section { id, payload });
    }
    let find = |id| sections.iter().find(|section| section.id == id);
    let memories = match find(5) {
        Some(section) => memories(section.payload)?,
        None => Vec::new(),
    };
    let start = match find(8) {
        Some(section) => Some(Reader(section.payload).index()?),
        None => None,
    };
    let exports = match find(7) {
        Some(section) => exported(section.payload)?,
        None => Vec::new(),
    };
    let kinds = match find(2) {
        Some(section) => imported(section.payload)?,
        None => Vec::new(),
    };
    let more_imports = extended(find(2), memories.len(), |out| {
        for (at, limits) in memories.iter().enumerate() {
            write_name(OWN, out);
            write_name(&at.to_string(), out);
            out.push(2);
            out.extend_from_slice(limits);
        }
    })?;
    let more_exports = extended(find(7), usize::from(start.is_some()), |out| {
        if let Some(index) = start {
            write_name(START, out);
            out.push(0);
            write_number(u64::from(index), out);
        }
    })?;
    let mut out = head.to_vec();
    let mut pending = [(2, more_imports), (7, more_exports)];
    for section in &sections {
        if section.id != 0 {
            for (id, payload) in &mut pending {
                if order(*id) < order(section.id)
                    && let Some(payload) = payload.take()
                {
                    write_section(*id, &payload, &mut out);
                }
            }
        }
        match section.id {
            5 | 8 => {}
            id @ (2 | 7) => {
                let changed = pending.iter_mut().find(|(known, _)| *known == id);
                let changed = changed.and_then(|(_, payload)| payload.take());
                write_section(id, changed.as_deref().unwrap_or(section.payload), &mut out);
            }
            id => write_section(id, section.payload, &mut out),
        }
    }
    for (id, payload) in pending {
        if let Some(payload) = payload {
            write_section(id, &payload, &mut out);
        }
    }
    Some(Rewritten {
        bytes: out,
        memories: memories.len(),
        imports: kinds,
        exports,
    })
}

/// Where a section stands among the others (5.5.2): tags come after memories, the count of data
/// before code.
fn order(id: u8) -> u8 {
    match id {
        0..=5 => id * 2,
        13 => 11,
        12 => 19,
        id => id * 2,
    }
}

/// A section with more entries: `None` inside if there is nothing to add.
#[expect(
    clippy::option_option,
    reason = "the outer one says that the binary is none"
)]
fn extended(
    section: Option<&Section<'_>>,
    more: usize,
    write: impl FnOnce(&mut Vec<u8>),
) -> Option<Option<Vec<u8>>> {
    if more == 0 {
        return Some(None);
    }
    let mut reader = Reader(section.map_or(&[0][..], |section| section.payload));
    let count = reader.number()? + more as u64;
    let mut out = Vec::new();
    write_number(count, &mut out);
    out.extend_from_slice(reader.0);
    write(&mut out);
    Some(Some(out))
}

/// The limits of each memory, as they stand (5.3.10).
fn memories(payload: &[u8]) -> Option<Vec<&[u8]>> {
    let mut reader = Reader(payload);
    let count = reader.index()?;
    let mut found = Vec::new();
    for _ in 0..count {
        let before = reader.0;
        limits(&mut reader)?;
        found.push(&before[..before.len() - reader.0.len()]);
    }
    Some(found)
}

/// The names of exports, and the indices of those that are functions.
fn exported(payload: &[u8]) -> Option<Vec<(String, Option<u32>)>> {
    let mut reader = Reader(payload);
    let count = reader.index()?;
    let mut found = Vec::new();
    for _ in 0..count {
        let name = reader.name()?;
        let kind = reader.byte()?;
        let index = reader.index()?;
        found.push((name, (kind == 0).then_some(index)));
    }
    Some(found)
}

/// The kinds of imports. One that isn't known is left to the compiler.
fn imported(payload: &[u8]) -> Option<Vec<Kind>> {
    let mut reader = Reader(payload);
    let count = reader.index()?;
    let mut found = Vec::new();
    for _ in 0..count {
        reader.name()?;
        reader.name()?;
        found.push(match reader.byte()? {
            0 => {
                reader.index()?;
                Kind::Function
            }
            1 => {
                reader.byte()?;
                limits(&mut reader)?;
                Kind::Table
            }
            2 => {
                limits(&mut reader)?;
                Kind::Memory
            }
            3 => {
                reader.take(2)?;
                Kind::Global
            }
            _ => return None,
        });
    }
    Some(found)
}

/// 5.3.9 Limits
fn limits(reader: &mut Reader<'_>) -> Option<()> {
    let flags = reader.byte()?;
    reader.number()?;
    if flags & 1 != 0 {
        reader.number()?;
    }
    if flags & 8 != 0 {
        reader.number()?;
    }
    Some(())
}

fn write_number(mut value: u64, out: &mut Vec<u8>) {
    loop {
        let byte = value.to_le_bytes()[0] & 0x7f;
        value >>= 7;
        if value == 0 {
            out.push(byte);
            return;
        }
        out.push(byte | 0x80);
    }
}

fn write_name(name: &str, out: &mut Vec<u8>) {
    write_number(name.len() as u64, out);
    out.extend_from_slice(name.as_bytes());
}

fn write_section(id: u8, payload: &[u8], out: &mut Vec<u8>) {
    out.push(id);
    write_number(payload.len() as u64, out);
    out.extend_from_slice(payload);
}

#[cfg(test)]
mod tests {
    use super::*;

    const HEAD: [u8; 8] = [0, 0x61, 0x73, 0x6d, 1, 0, 0, 0];

    fn module(sections: &[&[u8]]) -> Vec<u8> {
        [&HEAD[..], &sections.concat()].concat()
    }

    #[test]
    fn a_memory_becomes_the_last_import() {
        let before = module(&[
            &[1, 4, 1, 0x60, 0, 0],
            &[3, 2, 1, 0],
            &[5, 4, 1, 1, 1, 2],
            &[10, 4, 1, 2, 0, 0x0b],
        ]);
        let after = rewrite(&before);
        let import = [&[2, 19, 1, 11][..], OWN.as_bytes(), &[1, b'0', 2, 1, 1, 2]].concat();
        let expected = module(&[
            &[1, 4, 1, 0x60, 0, 0],
            &import,
            &[3, 2, 1, 0],
            &[10, 4, 1, 2, 0, 0x0b],
        ]);
        assert_eq!(after.bytes, expected);
        assert_eq!(after.memories, 1);
        let engine = super::super::engine();
        assert!(wasmi::Module::new(&engine, &after.bytes).is_ok());
    }

    #[test]
    fn the_start_function_becomes_an_export() {
        let before = module(&[
            &[1, 4, 1, 0x60, 0, 0],
            &[3, 2, 1, 0],
            &[8, 1, 0],
            &[10, 4, 1, 2, 0, 0x0b],
        ]);
        let engine = super::super::engine();
        let made = wasmi::Module::new(&engine, rewrite(&before).bytes);
        let made = made.expect("it is a module still");
        assert!(made.get_export(START).is_some());
    }

    #[test]
    fn what_is_no_module_stays_as_it_is() {
        let cut = module(&[&[1, 9, 1, 0x60]]);
        assert_eq!(rewrite(&cut).bytes, cut);
        assert_eq!(rewrite(&[1, 2, 3]).bytes, [1, 2, 3]);
    }
}
