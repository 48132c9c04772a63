//! s
#![allow(clippy::all, reason = "x")]
use uptake_rules::syntax::*; use uptake_rules::*;
fn show(n: &Node, src: &str) { match &n.value { Value::Map(e) => for (k, v) in e { println!("key {:?}={:?}", k.text, &src[k.span.start..k.span.end.min(src.len())]); show(v, src) }, Value::List(l) => for v in l { show(v, src) }, v => println!("{v:?} {}..{} {:?}", n.span.start, n.span.end, src.get(n.span.start..n.span.end)) } }
#[test] fn s() { for t in ["k:\n  a: |2\n      b\n    c\nd: e\n", "k:\n  a: >1\n      b\n    c\nd: e\n", "k:\n  a: |\n\n     \n   b\n    c\nd: e\n", "k:\r\n  a: |\r\n\r\n   b\r\n    c\r\nd: e\r\n", "k:\n - |\n   \"b\n - >-\n  | x\n"] { let mut s = Sources::default(); let mut d = Diagnostics::default(); let n = parse("r", t.as_bytes(), &mut s, &mut d); println!("--- {t:?}"); if let Some(n) = n { show(&n, t) } } }
