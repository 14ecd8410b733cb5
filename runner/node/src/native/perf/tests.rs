//! Histograms and the clock in a plain context; the values were printed by Node 26.

use super::super::testing::Bench;
use super::bindings;

#[test]
fn histogram_of_one_to_a_hundred_reads_as_in_node() {
    let mut bench = Bench::new("p", bindings);
    bench.run("var h = p.createHistogram(1, Number.MAX_SAFE_INTEGER, 3)");
    bench.check("JSON.stringify(h.toJSON().percentiles)", "{\"100\":0}");
    bench.run("for (let i = 1; i <= 100; i++) h.record(i)");
    bench.check(
        "[h.count, h.min, h.max, h.mean, h.stddev, h.percentile(50), h.percentile(99)].join()",
        "100,1,100,50.5,28.86607004772212,50,99",
    );
    bench.check(
        "[...h.percentiles].join(' ')",
        "0,1 50,50 75,75 87.5,88 93.75,94 96.875,97 98.4375,99 99.21875,100 100,100",
    );
    bench.check("h.add(h) + ',' + h.count", "undefined,200");
    bench.check("typeof h.countBigInt", "bigint");
    bench.check("h.record(0)", "RangeError ERR_OUT_OF_RANGE The value of \"val\" is out of range. It must be >= 1 && <= 9007199254740991. Received 0");
    bench.check(
        "new p.Histogram()",
        "TypeError ERR_ILLEGAL_CONSTRUCTOR Illegal constructor",
    );
}

#[test]
fn clock_runs_forward_from_its_origin() {
    let mut bench = Bench::new("p", bindings);
    bench.check("p.now() <= p.now() && p.now() >= 0", "true");
    bench.check(
        "Math.abs(p.timeOrigin + p.now() - Date.now()) < 1000",
        "true",
    );
}
