//! The list of repairs.

/// The version of the engine that they are for.
pub const ENGINE: &str = "0.22.0";

/// Something that the engine does wrong, and what is done about it.
#[derive(Debug, Clone, Copy)]
pub struct Repair {
    /// A short name, which its canary bears too.
    pub name: &'static str,
    /// Where the repair lives, below the folder of the reference's crates.
    pub place: &'static str,
    /// What the engine does wrong.
    pub fault: &'static str,
    /// What is done about it.
    pub remedy: &'static str,
}

/// Every repair, one entry each.
pub const INDEX: &[Repair] = &[
    Repair {
        name: "sort",
        place: "engine/src/repairs/sort.rs",
        fault: "sorting panics when the comparison is no order, and cannot be stopped",
        remedy: "a merge sort of our own that takes any comparison",
    },
    Repair {
        name: "data_view",
        place: "engine/src/repairs/views.rs",
        fault: "a view is borrowed while its methods convert arguments, so that looking at it panics",
        remedy: "arguments are converted before the engine's method is called",
    },
    Repair {
        name: "atomics",
        place: "engine/src/repairs/views.rs",
        fault: "memory that an argument's conversion shrinks is read by its old length, which panics",
        remedy: "arguments are converted before the engine's method is called",
    },
    Repair {
        name: "slice",
        place: "engine/src/repairs/slice.rs",
        fault: "ArrayBuffer.prototype.slice copies by a length from before scripts ran, and panics",
        remedy: "a slice of our own that looks again",
    },
    Repair {
        name: "text",
        place: "engine/src/repairs/text.rs",
        fault: "strings have no upper limit, so that a number alone asks for any amount of memory",
        remedy: "lengths are checked before the engine's methods are called",
    },
    Repair {
        name: "join",
        place: "engine/src/repairs/join.rs",
        fault: "join asks for memory by the length that a list claims, and follows a list that holds itself",
        remedy: "a join of our own that counts first and remembers what it is joining",
    },
    Repair {
        name: "copy_within",
        place: "engine/src/repairs/copy_within.rs",
        fault: "copyWithin walks as far as a list claims to be long, and cannot be stopped",
        remedy: "a copyWithin of our own that looks whether it is to stop",
    },
    Repair {
        name: "calls",
        place: "engine/src/repairs/calls.rs",
        fault: "memory for a list of arguments is asked for by the length that it claims",
        remedy: "lists of arguments are made here, and counted first",
    },
    Repair {
        name: "bind",
        place: "engine/src/repairs/bind.rs",
        fault: "the name of a bound function copies that of what it binds, by the square of a chain's length",
        remedy: "a name that is some thousands of characters long is kept as it is",
    },
    Repair {
        name: "proxies",
        place: "engine/src/repairs/proxies.rs",
        fault: "memory is asked for by the length that the result of the trap ownKeys claims",
        remedy: "handlers of our own look traps up in the script's, and count that list first",
    },
    Repair {
        name: "conversions",
        place: "engine/src/repairs/conversions.rs",
        fault: "an object that is being converted is converted again to 0 or an empty string",
        remedy: "toString and valueOf take their object out of the engine's table first",
    },
    Repair {
        name: "growth",
        place: "source/src/growth.rs",
        fault: "strings made by + and by templates have no upper limit",
        remedy: "where a text makes long strings, they are made by functions that count first",
    },
    Repair {
        name: "depth_arrays",
        place: "engine/src/repairs/depth/arrays.rs",
        fault: "flat and join follow nested arrays by recursion that nothing counts",
        remedy: "flat has a stack of its own, calls of join are counted",
    },
    Repair {
        name: "depth_source",
        place: "engine/src/repairs/depth/source.rs",
        fault: "parser and compiler follow nested source text by recursion that nothing counts",
        remedy: "text that nests too deep is refused before it is parsed",
    },
    Repair {
        name: "json",
        place: "engine/src/repairs/json/mod.rs",
        fault: "JSON.stringify follows nested data by recursion that nothing counts",
        remedy: "JSON is read and written here, with a stack of its own",
    },
    Repair {
        name: "getters_in_place",
        place: "engine/src/repairs/descriptors/mod.rs",
        fault: "a getter that puts a value in its own place is called again as that value",
        remedy: "the value is stored as an accessor and shown as data",
    },
    Repair {
        name: "nested_arrow_this",
        place: "source/src/repair.rs",
        fault: "`this` below two nested arrow functions is that of nobody",
        remedy: "the function around them mentions new.target, which gives it a scope",
    },
    Repair {
        name: "names",
        place: "source/src/names.rs",
        fault: "`using`, `of` and `async` are refused as names in some places",
        remedy: "they are written with an escape",
    },
    Repair {
        name: "call_depth",
        place: "source/src/call_depth.rs",
        fault: "passing the limit of calls is an error that no `catch` sees",
        remedy: "functions that can reach themselves throw a RangeError before the limit",
    },
    Repair {
        name: "stack",
        place: "engine/src/stack/mod.rs",
        fault: "frames are told in words of the engine's own, without files and call sites",
        remedy: "`stack` is an accessor that gives V8's text, with prepareStackTrace and call sites",
    },
    Repair {
        name: "words",
        place: "engine/src/repairs/words/mod.rs",
        fault: "errors name neither the expression nor the property that was wrong",
        remedy: "they get V8's words, read off the source text, when somebody looks at them",
    },
    Repair {
        name: "stop",
        place: "engine/src/interrupt.rs",
        fault: "running JavaScript cannot be stopped from another thread",
        remedy: "the limits that the engine reads at each loop and call are set to what nothing meets",
    },
];
