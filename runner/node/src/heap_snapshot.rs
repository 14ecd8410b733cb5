//! A snapshot of an agent's objects in V8's `.heapsnapshot` format.
//!
//! It is a walk over what the global object reaches: own properties, prototypes, accessors. What
//! only native code or closures hold isn't reached, since the engine doesn't tell. The size of an
//! object is that of its own table of properties and elements, as the engine lays them out; strings
//! count their text.
//!
//! It must never run JavaScript: proxies are listed and not looked into.

use std::fmt::Write;

use boa_engine::builtins::proxy::Proxy;
use boa_engine::builtins::regexp::RegExp;
use boa_engine::object::JsObject;
use boa_engine::property::PropertyKey;
use boa_engine::{Context, JsValue, js_string};
use rustc_hash::FxHashMap;

/// The places of a type in `node_types` and `edge_types` below.
const STRING: usize = 2;
const OBJECT: usize = 3;
const CLOSURE: usize = 5;
const REGEXP: usize = 6;
const NUMBER: usize = 7;
const SYNTHETIC: usize = 9;
const ELEMENT: usize = 1;
const PROPERTY: usize = 2;
const INTERNAL: usize = 3;

/// How many numbers describe a node.
const NODE_FIELDS: usize = 6;

const META: &str = r#"{"node_fields":["type","name","id","self_size","edge_count","detachedness"],"node_types":[["hidden","array","string","object","code","closure","regexp","number","native","synthetic","concatenated string","sliced string","symbol","bigint","object shape"],"string","number","number","number","number"],"edge_fields":["type","name_or_index","to_node"],"edge_types":[["context","element","property","internal","hidden","shortcut","weak"],"string_or_number","node"],"trace_function_info_fields":["function_id","name","script_name","script_id","line","column"],"trace_node_fields":["id","function_info_index","count","size","children"],"sample_fields":["timestamp_us","last_assigned_id"],"location_fields":["object_index","script_id","line","column"]}"#;

/// The snapshot of everything that the global object of this context reaches, as JSON; with
/// `numbers`, numbers that an object holds stand there by value.
#[must_use]
pub fn of_context(numbers: bool, context: &mut Context) -> String {
    let mut walk = Walk {
        shows_numbers: numbers,
        ..Walk::default()
    };
    walk.add_node(SYNTHETIC, "", 0);
    let global = context.global_object();
    let root = walk.object(&global);
    walk.nodes[0].edges.push((ELEMENT, 1, root));
    let mut next = 0;
    while next < walk.objects.len() {
        let (object, node) = walk.objects[next].clone();
        walk.look_into(&object, node, context);
        next += 1;
    }
    walk.print()
}

#[derive(Default)]
struct Walk {
    shows_numbers: bool,
    nodes: Vec<Node>,
    objects: Vec<(JsObject, usize)>,
    known: FxHashMap<usize, usize>,
    strings: Vec<String>,
    numbers: FxHashMap<String, usize>,
    texts: FxHashMap<String, usize>,
}

struct Node {
    kind: usize,
    name: usize,
    size: usize,
    edges: Vec<(usize, usize, usize)>,
}

impl Walk {
    fn string(&mut self, text: &str) -> usize {
        if let Some(number) = self.numbers.get(text) {
            return *number;
        }
        self.strings.push(text.to_owned());
        self.numbers.insert(text.to_owned(), self.strings.len() - 1);
        self.strings.len() - 1
    }

    fn add_node(&mut self, kind: usize, name: &str, size: usize) -> usize {
        let name = self.string(name);
        self.nodes.push(Node {
            kind,
            name,
            size,
            edges: Vec::new(),
        });
        self.nodes.len() - 1
    }

    fn object(&mut self, object: &JsObject) -> usize {
        let address = std::ptr::from_ref(object.as_ref()).addr();
        if let Some(node) = self.known.get(&address) {
            return *node;
        }
        let kind = if object.is_callable() {
            CLOSURE
        } else if object.is::<RegExp>() {
            REGEXP
        } else {
            OBJECT
        };
        let name = name_of(object);
        let node = self.add_node(kind, &name, std::mem::size_of_val(object.as_ref()));
        self.known.insert(address, node);
        self.objects.push((object.clone(), node));
        node
    }

    fn value(&mut self, value: &JsValue) -> Option<usize> {
        if let Some(object) = value.as_object() {
            return Some(self.object(&object));
        }
        if let Some(text) = value.as_string() {
            let text = text.to_std_string_lossy();
            if let Some(node) = self.texts.get(&text) {
                return Some(*node);
            }
            let node = self.add_node(STRING, &text, text.len());
            self.texts.insert(text, node);
            return Some(node);
        }
        // Small integers, booleans and the like are part of the object that holds them.
        let number = value.as_number()?;
        if self.shows_numbers {
            let text = number.to_string();
            return Some(self.add_node(NUMBER, &text, size_of::<f64>()));
        }
        (number.fract() != 0.0).then(|| self.add_node(NUMBER, "heap number", size_of::<f64>()))
    }

    fn look_into(&mut self, object: &JsObject, node: usize, context: &mut Context) {
        if object.is::<Proxy>() {
            return;
        }
        if let Some(prototype) = object.prototype() {
            let to = self.object(&prototype);
            let name = self.string("__proto__");
            self.nodes[node].edges.push((PROPERTY, name, to));
        }
        let Ok(keys) = object.own_property_keys(context) else {
            return;
        };
        self.nodes[node].size += keys.len() * size_of::<JsValue>();
        for key in keys {
            let property = object.borrow().properties().get(&key);
            let Some(property) = property else { continue };
            let (kind, label) = match &key {
                PropertyKey::Index(index) => (ELEMENT, index.get() as usize),
                PropertyKey::String(name) => (PROPERTY, self.string(&name.to_std_string_lossy())),
                PropertyKey::Symbol(symbol) => {
                    let name = symbol.descriptive_string().to_std_string_lossy();
                    (PROPERTY, self.string(&name))
                }
            };
            if let Some(to) = property.value().and_then(|value| self.value(value)) {
                self.nodes[node].edges.push((kind, label, to));
            }
            for (prefix, accessor) in [("get ", property.get()), ("set ", property.set())] {
                if let Some(to) = accessor.and_then(|accessor| self.value(accessor)) {
                    let name = self.string(prefix);
                    self.nodes[node].edges.push((INTERNAL, name, to));
                }
            }
        }
    }

    fn print(&self) -> String {
        let edges: usize = self.nodes.iter().map(|node| node.edges.len()).sum();
        let mut text = format!(
            r#"{{"snapshot":{{"meta":{META},"node_count":{},"edge_count":{edges},"trace_function_count":0,"extra_native_bytes":0}},"nodes":["#,
            self.nodes.len(),
        );
        for (number, node) in self.nodes.iter().enumerate() {
            let comma = if number == 0 { "" } else { ",\n" };
            let Node {
                kind,
                name,
                size,
                edges,
            } = node;
            // Ids of JavaScript objects are odd.
            let (id, count) = (number * 2 + 1, edges.len());
            write!(text, "{comma}{kind},{name},{id},{size},{count},0").ok();
        }
        text.push_str("],\"edges\":[");
        let all = self.nodes.iter().flat_map(|node| &node.edges);
        for (number, (kind, label, to)) in all.enumerate() {
            let comma = if number == 0 { "" } else { ",\n" };
            let to = to * NODE_FIELDS;
            write!(text, "{comma}{kind},{label},{to}").ok();
        }
        text.push_str(
            "],\"trace_function_infos\":[],\"trace_tree\":[],\"samples\":[],\"locations\":[],\"strings\":",
        );
        text.push_str(&serde_json::to_string(&self.strings).unwrap_or_else(|_| "[]".to_owned()));
        text.push('}');
        text
    }
}

/// The name of a function, or of the class that an object's prototype names.
fn name_of(object: &JsObject) -> String {
    let own = |object: &JsObject, key| {
        let property = object.borrow().properties().get(&PropertyKey::from(key));
        property.and_then(|property| property.value().cloned())
    };
    if object.is_callable() {
        let name = own(object, js_string!("name")).and_then(|name| name.as_string());
        return name.map_or_else(String::new, |name| name.to_std_string_lossy());
    }
    object
        .prototype()
        .and_then(|prototype| own(&prototype, js_string!("constructor")))
        .and_then(|constructor| constructor.as_object())
        .and_then(|constructor| own(&constructor, js_string!("name")))
        .and_then(|name| name.as_string())
        .map_or_else(|| "Object".to_owned(), |name| name.to_std_string_lossy())
}
