//! The functions that stood on the stack when samples were taken.
//!
//! The engine does not tell where a function begins; the earliest place at which it was seen
//! stands for that.

use std::fmt::Write;

use boa_engine::Context;
use boa_engine::gc::Gc;
use boa_engine::vm::{CallFrame, CodeBlock, SourcePath};
use rustc_hash::FxHashMap;
use serde_json::{Value, json};

use super::sliced;
use super::tree::Frame;
use crate::stack::WRAPPER_HEAD;

/// Every function seen so far; a frame names one by its place here.
#[derive(Default)]
pub struct Functions {
    list: Vec<Function>,
    known: FxHashMap<usize, usize>,
    /// Numbers of scripts, by their place.
    scripts: FxHashMap<String, usize>,
}

struct Function {
    name: String,
    url: String,
    script: usize,
    /// Line and column, counted from 1.
    place: Option<(u32, u32)>,
    /// Keeps the address from being used again.
    _code: Gc<CodeBlock>,
}

impl Functions {
    /// The stack of the context, outermost frame first; `(program)` when no JavaScript runs.
    pub fn stack(&mut self, context: &Context) -> Vec<Frame> {
        let mut stack: Vec<Frame> = context
            .stack_trace()
            .filter_map(|frame| self.frame(frame))
            .collect();
        if stack.is_empty() {
            stack.push(Frame::PROGRAM);
        }
        stack.reverse();
        stack
    }

    /// The `callFrame` of a node in a profile, positions counted from 0 as V8 does.
    pub fn call_frame(&self, frame: Frame) -> Value {
        let Some(function) = frame.function().and_then(|number| self.list.get(number)) else {
            return json!({
                "functionName": frame.special_name(), "scriptId": 0, "url": "",
                "lineNumber": -1, "columnNumber": -1,
            });
        };
        let (line, column) = function.place.unwrap_or((0, 0));
        json!({
            "functionName": function.name, "scriptId": function.script,
            "url": function.url,
            "lineNumber": i64::from(line) - 1, "columnNumber": i64::from(column) - 1,
        })
    }

    fn frame(&mut self, frame: &CallFrame) -> Option<Frame> {
        let code = frame.code_block();
        let address = std::ptr::from_ref::<CodeBlock>(code).addr();
        let number = match self.known.get(&address) {
            Some(number) => *number,
            None => self.add(address, frame)?,
        };
        let place = frame.position().position.map(|place| {
            let (line, column) = (place.line_number(), place.column_number());
            (line, unwrapped(line, column))
        });
        let function = &mut self.list[number];
        if let Some(place) = place
            && function.place.is_none_or(|known| place < known)
        {
            function.place = Some(place);
        }
        Some(Frame::of(number, place.map_or(0, |(line, _)| line)))
    }

    fn add(&mut self, address: usize, frame: &CallFrame) -> Option<usize> {
        let location = frame.position();
        let mut url = String::new();
        match &location.path {
            SourcePath::Path(path) => write!(url, "{}", path.display()).ok()?,
            SourcePath::Eval => url.push_str("eval"),
            SourcePath::None | SourcePath::Json => {}
        }
        if url == sliced::PATH {
            return None;
        }
        let scripts = self.scripts.len();
        let script = *self.scripts.entry(url.clone()).or_insert(scripts + 1);
        let name = location.function_name.to_std_string_lossy();
        self.list.push(Function {
            name: if name == "<main>" {
                String::new()
            } else {
                name
            },
            url,
            script,
            place: None,
            _code: frame.code_block().clone(),
        });
        self.known.insert(address, self.list.len() - 1);
        Some(self.list.len() - 1)
    }
}

/// A column on the first line of a `CommonJS` file, without the wrapper's head.
fn unwrapped(line: u32, column: u32) -> u32 {
    let head = u32::try_from(WRAPPER_HEAD.len()).unwrap_or(0);
    if line == 1 && column > head {
        column - head
    } else {
        column
    }
}
