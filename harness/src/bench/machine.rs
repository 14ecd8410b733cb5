//! What is told of the machine on which figures were taken.

use std::fs;

/// The processor's name, the memory and the kernel, as far as `/proc` tells.
#[must_use]
pub fn describe() -> String {
    let read = |path: &str| fs::read_to_string(path).unwrap_or_default();
    let processor = value_of(&read("/proc/cpuinfo"), "model name")
        .unwrap_or_else(|| std::env::consts::ARCH.to_owned());
    let mut words = vec![processor];
    let memory = value_of(&read("/proc/meminfo"), "MemTotal");
    let kib = memory.and_then(|text| text.strip_suffix(" kB")?.parse::<u64>().ok());
    words.extend(kib.map(|kib| format!("{} GiB of memory", kib.div_ceil(1 << 20))));
    let kernel = read("/proc/sys/kernel/osrelease");
    if !kernel.trim().is_empty() {
        words.push(format!("kernel {}", kernel.trim()));
    }
    words.join(", ")
}

/// The value in a file of lines `name : value`.
fn value_of(text: &str, name: &str) -> Option<String> {
    let mut pairs = text.lines().filter_map(|line| line.split_once(':'));
    let (_, value) = pairs.find(|(key, _)| key.trim() == name)?;
    Some(value.trim().to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_first_value_of_a_name_is_read() {
        let text = "processor\t: 0\nmodel name\t: A: B\nmodel name\t: C\n";
        assert_eq!(value_of(text, "model name").as_deref(), Some("A: B"));
        assert_eq!(value_of(text, "MemTotal"), None);
    }
}
