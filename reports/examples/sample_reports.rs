//! Writes every report of a small and of a large made-up run, and says how long each took.
//!
//! `cargo run --release --example sample_reports -- FOLDER [CASES]`. It is what one looks at when
//! a report's looks are changed, and how its speed is measured. It must never run a case.

use std::error::Error;
use std::path::PathBuf;
use std::time::Instant;

use threadproof_reports::render;

#[path = "../tests/reports/sample/mod.rs"]
#[allow(dead_code, reason = "the tests use what this does not")]
mod sample;

fn main() -> Result<(), Box<dyn Error>> {
    let mut args = std::env::args().skip(1);
    let folder = PathBuf::from(args.next().ok_or("name a folder to write to")?);
    let count = args.next().map_or(Ok(5000), |count| count.parse())?;
    for (name, run) in [("small", sample::small()), ("large", sample::large(count))] {
        for renderer in render::ALL {
            let path = folder
                .join(name)
                .join(renderer.default_file().unwrap_or("github.txt"));
            let start = Instant::now();
            render::write_file(*renderer, &run, &path)?;
            let size = std::fs::metadata(&path)?.len() / 1024;
            println!(
                "{} in {} ms, {size} KiB",
                path.display(),
                start.elapsed().as_millis()
            );
        }
    }
    Ok(())
}
