//! The host's concurrency, used from JavaScript.
//!
//! `GraalVM`'s page has Java's fork/join pool here. A host function may spread its work over as many
//! threads as it likes; a host *task* runs beside the script, which gets a promise.

use std::error::Error;
use std::thread;

use threadproof_runner::{HostError, HostModule, Runtime, SourceKind, Value};

const SCRIPT: &str = "
    import { sum, sumLater } from 'host:numbers';
    const numbers = Array.from({ length: 1000 }, (_, index) => index + 1);
    console.log('forked and joined', sum(numbers));
    const [a, b] = await Promise.all([sumLater(numbers), sumLater(numbers.slice(0, 10))]);
    console.log('beside the script', a, b);
";

/// Splits the list in halves until they are small, one thread for each half.
fn fork_join(numbers: &[f64]) -> f64 {
    if numbers.len() <= 250 {
        return numbers.iter().sum();
    }
    let (left, right) = numbers.split_at(numbers.len() / 2);
    thread::scope(|scope| {
        let left = scope.spawn(|| fork_join(left));
        let right = fork_join(right);
        left.join().map_or(f64::NAN, |left| left + right)
    })
}

fn sum(args: &[Value]) -> Result<Value, HostError> {
    let numbers: Option<Vec<f64>> = args
        .first()
        .and_then(Value::as_list)
        .and_then(|items| items.iter().map(Value::as_number).collect());
    let numbers = numbers.ok_or_else(|| HostError::type_error("sum takes a list of numbers"))?;
    Ok(fork_join(&numbers).into())
}

/// Runs the script and gives what it printed.
pub(crate) fn run() -> Result<String, Box<dyn Error>> {
    let numbers = HostModule::new().function("sum", sum).task("sumLater", sum);
    let outcome = Runtime::builder()
        .host_module("numbers", numbers)
        .source(SCRIPT, SourceKind::Module)
        .capture_output()
        .run()?;
    Ok(String::from_utf8(outcome.stdout)?)
}

fn main() -> Result<(), Box<dyn Error>> {
    print!("{}", run()?);
    Ok(())
}
