//! Telling the embedding program of messages, where it asked to be told.

use std::fmt;
use std::sync::Arc;

use threadproof_agent::cluster::Cluster;
use threadproof_clone::Message;
use threadproof_ground::observe::{MessageInfo, Observer};

/// Who is told of messages.
#[derive(Clone)]
pub struct Watch(Arc<dyn Observer>);

impl Watch {
    /// Who is told of the messages of a runtime, if anybody is.
    #[must_use]
    pub fn of(cluster: &Cluster) -> Option<Self> {
        cluster.options.embedder.observer.clone().map(Self)
    }

    /// Tells of a message that is about to be sent.
    pub fn tell(&self, from: u64, to: Option<u64>, message: &Message) {
        self.0.message(&MessageInfo {
            from,
            to,
            bytes: message.size(),
        });
    }
}

impl fmt::Debug for Watch {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Watch")
    }
}
