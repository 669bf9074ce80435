//! Publishing: every listener hears of an update, then everyone sees the image, then askers are answered.

use std::sync::Arc;
use std::sync::mpsc::Receiver;

use arc_swap::ArcSwap;
use tokio::sync::oneshot;

use super::Completion;
use crate::image::{MetadataDelta, MetadataImage, MetadataListener, MetadataUpdate};

/// What the publisher's thread is told.
#[expect(clippy::large_enum_variant, reason = "nearly all are the large one")]
pub(crate) enum Publication {
    /// Records were committed.
    Update {
        /// The image with them.
        image: Arc<MetadataImage>,
        /// What they touched.
        delta: MetadataDelta,
        /// Who waits for them.
        completions: Vec<Completion>,
    },
    /// A listener wants to hear of everything so far and of what comes.
    Subscribe {
        /// The listener.
        listener: Box<dyn MetadataListener>,
        /// Told once it has heard.
        done: oneshot::Sender<()>,
    },
}

/// Publishes until the controller's thread has gone.
///
/// The queue has no bound of its own: its length is that of the controller's queue at most, as askers wait.
pub(super) fn run(publications: &Receiver<Publication>, published: &ArcSwap<MetadataImage>) {
    let mut listeners: Vec<Box<dyn MetadataListener>> = Vec::new();
    while let Ok(publication) = publications.recv() {
        match publication {
            Publication::Update { image, delta, completions } => {
                if !delta.is_empty() {
                    let before = published.load_full();
                    let update = MetadataUpdate { before, after: Arc::clone(&image), delta };
                    listeners.iter_mut().for_each(|listener| listener.on_update(&update));
                }
                // After the listeners: who sees a partition in the image finds it hosted.
                published.store(image);
                completions.into_iter().for_each(|complete| complete());
            }
            Publication::Subscribe { mut listener, done } => {
                let after = published.load_full();
                let delta = MetadataDelta::everything(&after);
                listener.on_update(&MetadataUpdate { before: Arc::default(), after, delta });
                listeners.push(listener);
                // Whoever asked may have gone.
                let _ = done.send(());
            }
        }
    }
}
