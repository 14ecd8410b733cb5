//! `Histogram` and `RecordableHistogram`, over the `hdrhistogram` crate.
//!
//! The counts live outside the engine behind a lock: a histogram cloned to another thread is the
//! same one, as the page says. [`HistogramState`] is what crosses.

use std::sync::{Arc, Mutex, MutexGuard};

use boa_engine::object::JsObject;
use boa_engine::object::builtins::JsMap;
use boa_engine::{Context, JsArgs, JsBigInt, JsData, JsResult, JsValue, js_string};
use boa_gc::{Finalize, Trace};

use super::super::{fail, registered_symbol, show};
use super::Clock;
use threadproof_engine::class::{
    ClassObjects, Members, NativeClass, class_of, instance, this_data,
};
use threadproof_ground::numbers::nearest;

/// The class `Histogram`, which can be read.
pub struct Histogram;

/// The class `RecordableHistogram`, which can also be written.
pub struct RecordableHistogram;

/// The counts, shared by every copy of a histogram; it may go to any thread.
#[derive(Clone, Debug)]
pub struct HistogramState {
    inner: Arc<Mutex<Inner>>,
    clones_record: bool,
}

#[derive(Debug)]
struct Inner {
    counts: hdrhistogram::Histogram<u64>,
    exceeds: u64,
    last: Option<f64>,
}

/// The native data of a histogram.
#[derive(Trace, Finalize, JsData)]
pub struct HistogramData {
    #[unsafe_ignore_trace]
    state: HistogramState,
}

impl HistogramState {
    /// The counts behind an object, if it is a histogram.
    #[must_use]
    pub fn of(object: &JsObject) -> Option<Self> {
        Histogram::unpack(object).map(|data| data.state.clone())
    }

    /// Makes the object of a clone, which writes the same counts; one of an event loop's delay can
    /// only be read.
    ///
    /// # Errors
    /// Fails when the class cannot be built.
    pub fn clone_object(self, context: &mut Context) -> JsResult<JsObject> {
        let clones_record = self.clones_record;
        let data = HistogramData { state: self };
        if clones_record {
            instance::<RecordableHistogram>(data, context)
        } else {
            instance::<Histogram>(data, context)
        }
    }

    fn lock(&self) -> MutexGuard<'_, Inner> {
        // A panic elsewhere cannot leave counts half-written in a way that matters to a reader.
        self.inner
            .lock()
            .unwrap_or_else(std::sync::PoisonError::into_inner)
    }
}

impl NativeClass for Histogram {
    type Data = HistogramData;
    const NAME: &'static str = "Histogram";

    fn members(members: &mut Members<'_>) {
        macro_rules! number {
            ($name:literal, $big:literal, $read:expr) => {
                members.accessor(
                    js_string!($name),
                    |this, _, context| {
                        let read: fn(&Inner) -> f64 = $read;
                        Ok(read(&state(this, context)?.lock()).into())
                    },
                    None,
                );
                members.accessor(
                    js_string!($big),
                    |this, _, context| {
                        let read: fn(&Inner) -> f64 = $read;
                        let value = read(&state(this, context)?.lock());
                        Ok(JsBigInt::from(nearest::<u64>(value)).into())
                    },
                    None,
                );
            };
        }
        members.hidden();
        number!("count", "countBigInt", |inner| inner.counts.len() as f64);
        number!("exceeds", "exceedsBigInt", |inner| inner.exceeds as f64);
        number!("min", "minBigInt", least);
        number!("max", "maxBigInt", |inner| inner.counts.max() as f64);
        members
            .accessor(
                js_string!("mean"),
                |this, _, context| average(this, hdrhistogram::Histogram::mean, context),
                None,
            )
            .accessor(
                js_string!("stddev"),
                |this, _, context| average(this, hdrhistogram::Histogram::stdev, context),
                None,
            )
            .accessor(
                js_string!("percentiles"),
                |this, _, context| percentiles(this, false, context),
                None,
            )
            .accessor(
                js_string!("percentilesBigInt"),
                |this, _, context| percentiles(this, true, context),
                None,
            )
            .method(js_string!("percentile"), 1, |this, args, context| {
                percentile(this, args, context).map(|value| (value as f64).into())
            })
            .method(js_string!("percentileBigInt"), 1, |this, args, context| {
                percentile(this, args, context).map(|value| JsBigInt::from(value).into())
            })
            .method(js_string!("reset"), 0, reset)
            .method(js_string!("toJSON"), 0, to_json);
        if let Ok(symbol) = registered_symbol(show::CUSTOM, members.context()) {
            members.symbol_method(symbol, 3, inspect);
        }
    }
}

impl NativeClass for RecordableHistogram {
    type Data = HistogramData;
    const NAME: &'static str = "RecordableHistogram";

    fn parent(context: &mut Context) -> JsResult<Option<ClassObjects>> {
        class_of::<Histogram>(context).map(Some)
    }

    fn members(members: &mut Members<'_>) {
        members
            .hidden()
            .method(js_string!("record"), 1, record)
            .method(js_string!("recordDelta"), 0, record_delta)
            .method(js_string!("add"), 1, add);
    }
}

/// `(lowest, highest, figures, clones are only read)`: a recordable histogram
pub(super) fn create(_: &JsValue, args: &[JsValue], context: &mut Context) -> JsResult<JsValue> {
    let bound = |at: usize| whole(args.get_or_undefined(at)).unwrap_or(1);
    let figures = nearest(args.get_or_undefined(2).as_number().unwrap_or(3.0));
    let made = hdrhistogram::Histogram::new_with_bounds(bound(0), bound(1), figures);
    let Ok(counts) = made else {
        let text = "the bounds do not make a histogram";
        return Err(fail::coded(
            context,
            fail::Kind::Range,
            "ERR_OUT_OF_RANGE",
            text,
        ));
    };
    let inner = Inner {
        counts,
        exceeds: 0,
        last: None,
    };
    let state = HistogramState {
        inner: Arc::new(Mutex::new(inner)),
        clones_record: !args.get_or_undefined(3).to_boolean(),
    };
    instance::<RecordableHistogram>(HistogramData { state }, context).map(JsValue::from)
}

/// A number or big integer as a count.
fn whole(value: &JsValue) -> Option<u64> {
    match value.as_bigint() {
        Some(big) => big.to_string().parse().ok(),
        None => value.as_number().map(nearest),
    }
}

fn state(this: &JsValue, context: &mut Context) -> JsResult<HistogramState> {
    Ok(this_data::<Histogram>(this, context)?.data().state.clone())
}

/// An empty histogram's least value is the greatest that there is, so that any value is less.
fn least(inner: &Inner) -> f64 {
    if inner.counts.is_empty() {
        i64::MAX as f64
    } else {
        inner.counts.min() as f64
    }
}

fn average(
    this: &JsValue,
    read: fn(&hdrhistogram::Histogram<u64>) -> f64,
    context: &mut Context,
) -> JsResult<JsValue> {
    let state = state(this, context)?;
    let counts = &state.lock().counts;
    let value = if counts.is_empty() {
        f64::NAN
    } else {
        read(counts)
    };
    Ok(value.into())
}

fn record(this: &JsValue, args: &[JsValue], context: &mut Context) -> JsResult<JsValue> {
    let state = state(this, context)?;
    let given = args.get_or_undefined(0);
    let Some(value) = whole(given) else {
        return Err(fail::arg_type(context, "val", "of type number", given));
    };
    let fractional = given
        .as_number()
        .is_some_and(|number| number.fract() != 0.0);
    if fractional || value == 0 || given.as_number().is_some_and(|number| number < 1.0) {
        let range = if fractional {
            "an integer"
        } else {
            ">= 1 && <= 9007199254740991"
        };
        return Err(fail::out_of_range(context, "val", range, given));
    }
    note(&mut state.lock(), value);
    Ok(JsValue::undefined())
}

fn note(inner: &mut Inner, value: u64) {
    if inner.counts.record(value).is_err() {
        inner.exceeds += 1;
    }
}

/// Records the nanoseconds since the last call; the first one only starts the clock.
fn record_delta(this: &JsValue, _: &[JsValue], context: &mut Context) -> JsResult<JsValue> {
    let now = Clock::of(context).now() * 1e6;
    let state = state(this, context)?;
    let mut inner = state.lock();
    if let Some(last) = inner.last.replace(now) {
        let delta = nearest::<u64>(now - last).max(1);
        note(&mut inner, delta);
    }
    Ok(JsValue::undefined())
}

fn add(this: &JsValue, args: &[JsValue], context: &mut Context) -> JsResult<JsValue> {
    let state = state(this, context)?;
    let other = args.get_or_undefined(0);
    let Some(other) = other
        .as_object()
        .and_then(|object| HistogramState::of(&object))
    else {
        let expected = "an instance of RecordableHistogram";
        return Err(fail::arg_type(context, "other", expected, other));
    };
    // The other may be the same one: its counts are copied before this one is locked.
    let (counts, exceeds) = {
        let other = other.lock();
        (other.counts.clone(), other.exceeds)
    };
    let mut inner = state.lock();
    inner.exceeds += exceeds;
    let _ = inner.counts.add(counts);
    Ok(JsValue::undefined())
}

fn reset(this: &JsValue, _: &[JsValue], context: &mut Context) -> JsResult<JsValue> {
    let state = state(this, context)?;
    let mut inner = state.lock();
    inner.counts.reset();
    (inner.exceeds, inner.last) = (0, None);
    Ok(JsValue::undefined())
}

fn percentile(this: &JsValue, args: &[JsValue], context: &mut Context) -> JsResult<u64> {
    let state = state(this, context)?;
    let given = args.get_or_undefined(0);
    let Some(percentile) = given.as_number() else {
        return Err(fail::arg_type(
            context,
            "percentile",
            "of type number",
            given,
        ));
    };
    if !(percentile > 0.0 && percentile <= 100.0) {
        return Err(fail::out_of_range(
            context,
            "percentile",
            "> 0 && <= 100",
            given,
        ));
    }
    let value = state.lock().counts.value_at_percentile(percentile);
    Ok(value)
}

fn percentiles(this: &JsValue, big: bool, context: &mut Context) -> JsResult<JsValue> {
    let steps: Vec<(f64, u64)> = {
        let state = state(this, context)?;
        let inner = state.lock();
        let all = inner.counts.iter_quantiles(1);
        let mut steps: Vec<(f64, u64)> = all
            .map(|step| {
                (
                    step.quantile_iterated_to() * 100.0,
                    step.value_iterated_to(),
                )
            })
            .collect();
        if steps.is_empty() {
            steps.push((100.0, 0));
        }
        steps
    };
    let map = JsMap::new(context);
    for (at, value) in steps {
        let value = if big {
            JsBigInt::from(value).into()
        } else {
            JsValue::from(value as f64)
        };
        map.set(at, value, context)?;
    }
    Ok(map.into())
}

/// What `toJSON` and `inspect` show.
fn fields(this: &JsValue, context: &mut Context) -> JsResult<Vec<(&'static str, JsValue)>> {
    let Some(object) = this.as_object() else {
        return Ok(Vec::new());
    };
    let names = [
        "min",
        "max",
        "mean",
        "exceeds",
        "stddev",
        "count",
        "percentiles",
    ];
    names
        .into_iter()
        .map(|name| Ok((name, object.get(js_string!(name), context)?)))
        .collect()
}

fn to_json(this: &JsValue, _: &[JsValue], context: &mut Context) -> JsResult<JsValue> {
    state(this, context)?;
    let json = JsObject::with_object_proto(context.intrinsics());
    for (name, value) in fields(this, context)? {
        let value = match value
            .as_object()
            .map(|object| JsMap::from_object(object.clone()))
        {
            Some(Ok(map)) => {
                let plain = context.intrinsics().constructors().object().constructor();
                let from = plain.get(js_string!("fromEntries"), context)?;
                match from.as_callable() {
                    Some(from) => from.call(&plain.into(), &[map.into()], context)?,
                    None => JsValue::undefined(),
                }
            }
            _ => value,
        };
        json.create_data_property_or_throw(js_string!(name), value, context)?;
    }
    Ok(json.into())
}

fn inspect(this: &JsValue, args: &[JsValue], context: &mut Context) -> JsResult<JsValue> {
    state(this, context)?;
    let fields = fields(this, context)?;
    show::fields(this, args, "Histogram", &fields, context)
}
