'use strict';
// The `trace_events` module: the engine records no trace events, on any thread.

throw Object.assign(new Error('Trace events are unavailable'), { code: 'ERR_TRACE_EVENTS_UNAVAILABLE' });
