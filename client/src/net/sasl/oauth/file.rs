//! Tokens from a file that somebody else keeps fresh, such as a sidecar (Kafka's `FileJwtRetriever`).

use std::path::PathBuf;

use futures::future::BoxFuture;

use super::jwt::Claims;
use super::{AccessToken, TokenError, TokenProvider};

/// A file with a JSON Web Token, read anew for each token.
#[derive(Debug)]
pub(super) struct File {
    pub(super) path: PathBuf,
    pub(super) claims: Claims,
}

/// Tokens are of some kilobytes; what is larger is no token.
const TOKEN_BYTES_MAX: u64 = 1024 * 1024;

/// The text of a file with a token, or why there is none. A file that is missing may be there a moment later.
pub(super) async fn read(path: &std::path::Path) -> Result<String, TokenError> {
    use tokio::io::AsyncReadExt;
    let failed = |error: std::io::Error| TokenError::retriable(format!("{}: {error}", path.display()));
    let file = tokio::fs::File::open(path).await.map_err(failed)?;
    let mut text = String::new();
    file.take(TOKEN_BYTES_MAX).read_to_string(&mut text).await.map_err(failed)?;
    match text.trim() {
        "" => Err(TokenError::retriable(format!("{} is empty", path.display()))),
        token => Ok(token.to_owned()),
    }
}

impl TokenProvider for File {
    fn token(&self) -> BoxFuture<'_, Result<AccessToken, TokenError>> {
        Box::pin(async {
            let named = |error: TokenError| TokenError {
                reason: format!("{}: {}", self.path.display(), error.reason),
                is_retriable: error.is_retriable,
            };
            self.claims.read(&read(&self.path).await?).map_err(named)
        })
    }
}
