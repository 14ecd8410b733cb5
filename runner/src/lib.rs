pub mod native;
pub fn hello() { let mut c = boa_engine::Context::default(); let v = c.eval(boa_engine::Source::from_bytes("1+1")).unwrap(); println!("{}", v.display()); }
