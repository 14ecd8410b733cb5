//! Hashes and keys in a plain context; the values were printed by Node 26.

use super::super::testing::Bench;
use super::bindings;

#[test]
fn hashes_of_abc_are_the_published_ones() {
    let mut bench = Bench::new("c", bindings);
    let hex = |name: &str| format!("c.hash('{name}', 'abc').toString('hex')");
    bench.check(&hex("md5"), "900150983cd24fb0d6963f7d28e17f72");
    bench.check(&hex("sha1"), "a9993e364706816aba3e25717850c26c9cd0d89d");
    bench.check(
        &hex("RSA-SHA256"),
        "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad",
    );
    bench.check(
        "c.hash('none', 'abc')",
        "TypeError ERR_CRYPTO_INVALID_DIGEST Invalid digest: none",
    );
}

#[test]
fn running_hash_takes_pieces_copies_and_ends_once() {
    let mut bench = Bench::new("c", bindings);
    bench.run("var h = new c.Running('sha256', 'k'); h.update('a')");
    let expected = "78da91511e675587f5b9df78bedebaf5560da2abb88162ee875dcdf744951d9e";
    bench.check("h.copy().finish().toString('hex')", expected);
    bench.check("h.finish().toString('hex')", expected);
    bench.check("h.usable + ',' + h.finish()", "false,undefined");
    bench.check("new c.Running('none').usable", "false");
}

#[test]
fn derived_keys_are_those_of_node() {
    let mut bench = Bench::new("c", bindings);
    let none = "undefined";
    bench.check(
        &format!("c.pbkdf2({none}, 'p', 's', 1, 8, 'sha1').toString('hex')"),
        "843c87e7eda3ee2f",
    );
    bench.check(
        &format!("c.scrypt({none}, 'p', 's', 8, 16384, 8, 1).toString('hex')"),
        "4329787752e75d1d",
    );
    let hkdf = format!("new Uint8Array(c.hkdf({none}, 'sha256', 'k', 's', 'i', 8)).join()");
    bench.check(&hkdf, "2,176,146,154,157,70,233,35");
    bench.check(
        &format!("c.scrypt({none}, 'p', 's', 8, 3, 8, 1)"),
        "RangeError ERR_CRYPTO_INVALID_SCRYPT_PARAMS Invalid scrypt params",
    );
}

#[test]
fn secret_key_shows_its_bytes_only_when_exported() {
    let mut bench = Bench::new("c", bindings);
    bench.run("var k = c.createSecretKey(new Uint8Array([97, 98, 99]))");
    bench.check("k.type + k.symmetricKeySize", "secret3");
    bench.check("k.export()", "<Buffer 61 62 63>");
    bench.check(
        "k.export({ format: 'jwk' })",
        "{\"kty\":\"oct\",\"k\":\"YWJj\"}",
    );
    bench.check("k.equals(c.createSecretKey('abc'))", "true");
    bench.check(
        "k[Symbol.for('nodejs.util.inspect.custom')]()",
        "SecretKeyObject [KeyObject] {}",
    );
    bench.check("k instanceof c.KeyObject", "true");
    bench.check(
        "new c.KeyObject()",
        "TypeError ERR_INVALID_ARG_VALUE The argument 'type' is invalid. Received undefined",
    );
}
