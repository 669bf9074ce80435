//! What deserializers know of the schemas that data was written with.

use std::hash::Hash;
use std::sync::Arc;
use std::time::{Duration, Instant};

use futures::FutureExt;
use futures::future::BoxFuture;

use super::RegistryError;
use super::cache::{Cache, Lifetimes};
use crate::{Preparation, SerdeError};

type Made<P> = BoxFuture<'static, Result<Arc<P>, RegistryError>>;

/// Parsed schemas by what names them.
pub(crate) struct Reading<K, P> {
    known: Arc<Cache<K, Arc<P>>>,
    make: Arc<dyn Fn(K) -> Made<P> + Send + Sync>,
}

impl<K, P> Reading<K, P>
where
    K: Hash + Eq + Clone + Send + Sync + 'static,
    P: Send + Sync + 'static,
{
    /// `make` fetches and parses.
    pub fn new<F, M>(capacity: usize, found: Option<Duration>, missing: Option<Duration>, make: F) -> Self
    where
        F: Fn(K) -> M + Send + Sync + 'static,
        M: Future<Output = Result<P, RegistryError>> + Send + 'static,
    {
        let known = Arc::new(Cache::new(capacity, Lifetimes { found, missing }));
        let make = Arc::new(move |key| {
            let made = make(key);
            async move { Ok(Arc::new(made.await?)) }.boxed()
        });
        Self { known, make }
    }

    pub fn get(&self, key: &K) -> Result<Arc<P>, SerdeError> {
        match self.known.known(key, Instant::now()) {
            Some(answer) => Ok(answer?),
            None => Err(SerdeError::NotPrepared),
        }
    }

    pub fn prepare(&self, key: K) -> Preparation {
        let (known, make) = (self.known.clone(), self.make.clone());
        async move {
            let made = known.get(key.clone(), || make(key)).await;
            Ok(made.map(drop)?)
        }
        .boxed()
    }
}

impl<K, P> std::fmt::Debug for Reading<K, P> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Reading").field("known", &self.known).finish_non_exhaustive()
    }
}
