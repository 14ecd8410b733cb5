//! The rules of a `BlockList`.
//!
//! An address of version 4 and the same one mapped into version 6 (RFC 4291, 2.5.5.2) are one.

use std::fmt;
use std::net::{IpAddr, Ipv6Addr};

/// One rule.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Rule {
    /// The address, the first of a range, or one of the subnet.
    pub first: IpAddr,
    /// What is blocked from there.
    pub kind: RuleKind,
}

/// What a rule blocks.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum RuleKind {
    /// One address.
    Address,
    /// The addresses up to this one.
    Range(IpAddr),
    /// The addresses that have so many first bits in common.
    Subnet(u8),
}

/// A list of rules.
#[derive(Debug, Default)]
pub struct Rules(Vec<Rule>);

impl Rules {
    /// Adds a rule; an address that is there already stays one. Gives false for a range that ends
    /// before it starts.
    pub fn add(&mut self, rule: Rule) -> bool {
        match rule.kind {
            RuleKind::Range(last)
                if rule.first.is_ipv4() == last.is_ipv4() && last < rule.first =>
            {
                return false;
            }
            RuleKind::Address if self.0.contains(&rule) => {}
            RuleKind::Range(_) | RuleKind::Address | RuleKind::Subnet(_) => self.0.push(rule),
        }
        true
    }

    /// Removes the rules that are alike.
    pub fn remove(&mut self, rule: Rule) {
        self.0.retain(|other| *other != rule);
    }

    /// Whether a rule blocks the address.
    #[must_use]
    pub fn block(&self, address: IpAddr) -> bool {
        self.0.iter().any(|rule| rule.blocks(address))
    }

    /// The rules as texts: addresses, subnets and ranges, each from the newest to the oldest.
    #[must_use]
    pub fn texts(&self) -> Vec<String> {
        let mut rules: Vec<&Rule> = self.0.iter().rev().collect();
        rules.sort_by_key(|rule| match rule.kind {
            RuleKind::Address => 0,
            RuleKind::Subnet(_) => 1,
            RuleKind::Range(_) => 2,
        });
        rules.iter().map(ToString::to_string).collect()
    }
}

impl Rule {
    fn blocks(&self, address: IpAddr) -> bool {
        let (address, first) = (address.to_canonical(), self.first.to_canonical());
        match self.kind {
            RuleKind::Address => address == first,
            RuleKind::Range(last) => {
                let last = last.to_canonical();
                let alike =
                    address.is_ipv4() == first.is_ipv4() && address.is_ipv4() == last.is_ipv4();
                alike && first <= address && address <= last
            }
            RuleKind::Subnet(bits) => {
                // A prefix of version 4 counts behind the 96 bits of the mapping.
                let bits = if self.first.is_ipv4() {
                    bits + 96
                } else {
                    bits
                };
                let shift = 128 - u32::from(bits);
                let differ = mapped(address).to_bits() ^ mapped(self.first).to_bits();
                differ.checked_shr(shift).unwrap_or(0) == 0
            }
        }
    }
}

fn mapped(address: IpAddr) -> Ipv6Addr {
    match address {
        IpAddr::V4(address) => address.to_ipv6_mapped(),
        IpAddr::V6(address) => address,
    }
}

/// As `rules` of a `BlockList` shows it.
impl fmt::Display for Rule {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let first = self.first;
        let version = if first.is_ipv4() { "IPv4" } else { "IPv6" };
        match self.kind {
            RuleKind::Address => write!(f, "Address: {version} {first}"),
            RuleKind::Range(last) => write!(f, "Range: {version} {first}-{last}"),
            RuleKind::Subnet(bits) => write!(f, "Subnet: {version} {first}/{bits}"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn rules(all: &[(&str, RuleKind)]) -> Rules {
        let mut rules = Rules::default();
        for (first, kind) in all {
            assert!(rules.add(Rule {
                first: ip(first),
                kind: *kind
            }));
        }
        rules
    }

    fn ip(text: &str) -> IpAddr {
        text.parse().expect("an address")
    }

    #[test]
    fn subnet_blocks_what_shares_its_first_bits() {
        for (net, bits, inside, outside) in [
            ("10.1.2.3", 8, "10.255.0.0", "11.0.0.0"),
            ("10.1.2.3", 32, "10.1.2.3", "10.1.2.2"),
            ("10.1.2.3", 8, "::ffff:10.9.9.9", "::10.9.9.9"),
            ("2001:db8::", 33, "2001:db8:7fff::1", "2001:db8:8000::"),
            ("::ffff:0:0", 96, "1.2.3.4", "::fffe:102:304"),
        ] {
            let rules = rules(&[(net, RuleKind::Subnet(bits))]);
            assert!(rules.block(ip(inside)), "{net}/{bits} {inside}");
            assert!(!rules.block(ip(outside)), "{net}/{bits} {outside}");
        }
        assert!(rules(&[("1.2.3.4", RuleKind::Subnet(0))]).block(ip("255.0.0.1")));
        assert!(rules(&[("::", RuleKind::Subnet(0))]).block(ip("ff::1")));
    }

    #[test]
    fn range_holds_both_ends_and_has_an_order() {
        let list = rules(&[("1.1.1.1", RuleKind::Range(ip("1.1.1.9")))]);
        for (address, blocked) in [
            ("1.1.1.1", true),
            ("1.1.1.9", true),
            ("1.1.1.10", false),
            ("::1", false),
        ] {
            assert_eq!(list.block(ip(address)), blocked, "{address}");
        }
        let backwards = Rule {
            first: ip("1.1.1.9"),
            kind: RuleKind::Range(ip("1.1.1.1")),
        };
        assert!(!Rules::default().add(backwards));
    }

    #[test]
    fn address_stands_once_and_can_be_removed() {
        let mut list = rules(&[("::1", RuleKind::Address), ("::1", RuleKind::Address)]);
        assert_eq!(list.texts(), ["Address: IPv6 ::1"]);
        list.remove(Rule {
            first: ip("::1"),
            kind: RuleKind::Address,
        });
        assert!(list.texts().is_empty() && !list.block(ip("::1")));
    }
}
