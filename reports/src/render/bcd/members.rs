//! Which API member a documented statement is about.
//!
//! The statements' ids are stable and begin with their subject, so the longest prefix that is
//! listed here names the member. A statement about no one member has none. This module must
//! never know a case by name.

/// Every member that a statement or an area may be about.
pub fn all() -> impl Iterator<Item = &'static str> {
    AREAS.iter().chain(PREFIXES).map(|(_, member)| *member)
}

/// The member that the statement with this id is about.
#[must_use]
pub fn of_statement(id: &str) -> Option<&'static str> {
    let id = id.strip_prefix("example-").unwrap_or(id);
    PREFIXES
        .iter()
        .filter(|(prefix, _)| {
            id.strip_prefix(prefix)
                .is_some_and(|rest| rest.is_empty() || rest.starts_with('-'))
        })
        .max_by_key(|(prefix, _)| prefix.len())
        .map(|(_, member)| *member)
}

/// The member that an area as a whole is about.
#[must_use]
pub fn of_area(area: &str) -> Option<&'static str> {
    AREAS
        .iter()
        .find(|(name, _)| *name == area)
        .map(|(_, member)| *member)
}

const AREAS: &[(&str, &str)] = &[
    ("broadcast-channel", "BroadcastChannel"),
    ("context", "moveMessagePortToContext"),
    ("environment-data", "setEnvironmentData"),
    ("locks", "locks"),
    ("message-channel", "MessageChannel"),
    ("message-port", "MessagePort"),
    ("port-post-message", "MessagePort.postMessage"),
    ("resource-limits", "resourceLimits"),
    ("share-env", "SHARE_ENV"),
    ("structured-clone", "MessagePort.postMessage"),
    ("thread-messaging", "postMessageToThread"),
    ("transfer", "MessagePort.postMessage"),
    ("transfer-marks", "markAsUntransferable"),
    ("worker-class", "Worker"),
    ("worker-constructor", "Worker.Worker"),
    ("worker-data", "workerData"),
    ("worker-events", "Worker"),
    ("worker-performance", "Worker.performance"),
    ("worker-profiling", "Worker"),
    ("worker-stdio", "Worker"),
    ("worker-terminate", "Worker.terminate"),
];

const PREFIXES: &[(&str, &str)] = &[
    ("broadcast-channel", "BroadcastChannel"),
    ("broadcast-channel-close", "BroadcastChannel.close"),
    (
        "broadcast-channel-constructor",
        "BroadcastChannel.BroadcastChannel",
    ),
    (
        "broadcast-channel-name",
        "BroadcastChannel.BroadcastChannel",
    ),
    ("broadcast-channel-onmessage", "BroadcastChannel.onmessage"),
    (
        "broadcast-channel-onmessageerror",
        "BroadcastChannel.onmessageerror",
    ),
    ("broadcast-channel-post", "BroadcastChannel.postMessage"),
    ("broadcast-channel-ref", "BroadcastChannel.ref"),
    ("broadcast-channel-unref", "BroadcastChannel.unref"),
    ("broadcastchannel", "BroadcastChannel"),
    ("clone", "MessagePort.postMessage"),
    ("cpu-profile", "Worker.startCpuProfile"),
    ("env-data", "setEnvironmentData"),
    ("env-data-get", "getEnvironmentData"),
    ("env-data-worker-reads", "getEnvironmentData"),
    ("environment-data", "setEnvironmentData"),
    ("event-loop-utilization", "Worker.performance"),
    ("heap-profile", "Worker.startHeapProfile"),
    ("is-internal-thread", "isInternalThread"),
    ("is-main-thread", "isMainThread"),
    ("is-marked-untransferable", "isMarkedAsUntransferable"),
    ("lock", "locks"),
    ("locks", "locks"),
    ("locks-query", "locks.query"),
    ("locks-request", "locks.request"),
    ("mark-uncloneable", "markAsUncloneable"),
    ("mark-untransferable", "markAsUntransferable"),
    ("message-channel", "MessageChannel"),
    (
        "message-channel-constructor",
        "MessageChannel.MessageChannel",
    ),
    ("message-port", "MessagePort"),
    ("move-port", "moveMessagePortToContext"),
    ("nested-threads", "postMessageToThread"),
    ("parent-port", "parentPort"),
    ("port", "MessagePort"),
    ("port-close", "MessagePort.close"),
    ("port-close-event", "MessagePort.close_event"),
    ("port-event-close", "MessagePort.close_event"),
    ("port-event-message", "MessagePort.message_event"),
    ("port-event-messageerror", "MessagePort.messageerror_event"),
    ("port-has-ref", "MessagePort.hasRef"),
    ("port-message", "MessagePort.message_event"),
    ("port-messageerror", "MessagePort.messageerror_event"),
    ("port-onmessage", "MessagePort.onmessage"),
    ("port-post-message", "MessagePort.postMessage"),
    ("port-ref", "MessagePort.ref"),
    ("port-start", "MessagePort.start"),
    ("port-unref", "MessagePort.unref"),
    ("post-message", "MessagePort.postMessage"),
    ("receive-message", "receiveMessageOnPort"),
    ("resource-limits", "resourceLimits"),
    ("share-env", "SHARE_ENV"),
    ("thread-id", "threadId"),
    ("thread-msg", "postMessageToThread"),
    ("thread-name", "threadName"),
    ("transfer", "MessagePort.postMessage"),
    ("worker", "Worker"),
    ("worker-async-dispose", "Worker.asyncDispose"),
    ("worker-constructor", "Worker.Worker"),
    ("worker-cpu-usage", "Worker.cpuUsage"),
    ("worker-data", "workerData"),
    ("worker-elu", "Worker.performance"),
    ("worker-error", "Worker.error_event"),
    ("worker-eval", "Worker.Worker.options_eval_parameter"),
    ("worker-event-error", "Worker.error_event"),
    ("worker-event-exit", "Worker.exit_event"),
    ("worker-event-message", "Worker.message_event"),
    ("worker-event-messageerror", "Worker.messageerror_event"),
    ("worker-event-online", "Worker.online_event"),
    (
        "worker-exec-argv",
        "Worker.Worker.options_execArgv_parameter",
    ),
    ("worker-exit", "Worker.exit_event"),
    ("worker-filename", "Worker.Worker"),
    ("worker-heap-profile", "Worker.startHeapProfile"),
    ("worker-heap-snapshot", "Worker.getHeapSnapshot"),
    ("worker-heap-statistics", "Worker.getHeapStatistics"),
    ("worker-name", "Worker.Worker.options_name_parameter"),
    ("worker-object-post", "Worker.postMessage"),
    ("worker-option", "Worker.Worker"),
    ("worker-option-argv", "Worker.Worker.options_argv_parameter"),
    ("worker-option-env", "Worker.Worker.options_env_parameter"),
    ("worker-option-eval", "Worker.Worker.options_eval_parameter"),
    (
        "worker-option-exec-argv",
        "Worker.Worker.options_execArgv_parameter",
    ),
    ("worker-option-name", "Worker.Worker.options_name_parameter"),
    (
        "worker-option-resource-limits",
        "Worker.Worker.options_resourceLimits_parameter",
    ),
    (
        "worker-option-stderr",
        "Worker.Worker.options_stderr_parameter",
    ),
    (
        "worker-option-stdin",
        "Worker.Worker.options_stdin_parameter",
    ),
    (
        "worker-option-stdout",
        "Worker.Worker.options_stdout_parameter",
    ),
    (
        "worker-option-track-unmanaged-fds",
        "Worker.Worker.options_trackUnmanagedFds_parameter",
    ),
    (
        "worker-option-transfer-list",
        "Worker.Worker.options_transferList_parameter",
    ),
    (
        "worker-option-worker-data",
        "Worker.Worker.options_workerData_parameter",
    ),
    ("worker-performance", "Worker.performance"),
    ("worker-post-message", "Worker.postMessage"),
    ("worker-ref", "Worker.ref"),
    ("worker-resource-limits", "Worker.resourceLimits"),
    ("worker-start-cpu-profile", "Worker.startCpuProfile"),
    ("worker-start-heap-profile", "Worker.startHeapProfile"),
    ("worker-stderr", "Worker.stderr"),
    ("worker-stdin", "Worker.stdin"),
    ("worker-stdout", "Worker.stdout"),
    ("worker-terminate", "Worker.terminate"),
    ("worker-thread-id", "Worker.threadId"),
    (
        "worker-track-unmanaged-fds",
        "Worker.Worker.options_trackUnmanagedFds_parameter",
    ),
    ("worker-unref", "Worker.unref"),
];
