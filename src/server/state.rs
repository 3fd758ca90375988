//! What every request can reach. Must not import anything but `catalog`, `store` and `usecases`.

use std::collections::BTreeMap;
use std::sync::Arc;

use arc_swap::ArcSwap;
use tokio::sync::{Mutex, OnceCell};

use super::config::Config;
use super::issuer::{Issuer, IssuerError};
use super::pace::Pace;
use super::status_list::SealedList;
use crate::catalog::{Catalog, Files, Problem, Published, load};
use crate::domain::person::By;
use crate::domain::time::Timestamp;
use crate::store::{self, Store};
use crate::usecases::publish_content::PublishContent;

/// What is taught, and the files it came from.
#[derive(Debug)]
pub struct Content {
    /// Checked, rendered and frozen.
    pub published: Published,
    /// For the figures.
    pub files: Files,
}

/// Why content cannot be served.
#[derive(Debug, thiserror::Error)]
pub enum ContentError {
    /// The folder cannot be read.
    #[error("the content cannot be read: {0}")]
    Unreadable(#[from] std::io::Error),
    /// Something in it is wrong.
    #[error("the content has {} problems:\n{}", .0.len(), lines(.0))]
    Problems(Vec<Problem>),
    /// A piece cannot be frozen.
    #[error(transparent)]
    NotCanonical(#[from] crate::catalog::NotCanonical),
}

fn lines(problems: &[Problem]) -> String {
    problems.iter().map(ToString::to_string).collect::<Vec<_>>().join("\n")
}

impl Content {
    /// Loads the content folder of the settings, or what is built in.
    ///
    /// # Errors
    /// [`ContentError`], with the line of every problem.
    pub fn load(config: &Config) -> Result<Self, ContentError> {
        let files = match &config.content_dir {
            Some(dir) => Files::read(dir)?,
            None => Files::embedded(),
        };
        let catalog = load(&files).map_err(ContentError::Problems)?;
        Ok(Self { published: Published::new(catalog)?, files })
    }
}

/// State of the program, shared by all requests.
#[derive(Clone)]
pub struct App(Arc<Inner>);

struct Inner {
    config: Config,
    store: Store,
    content: ArcSwap<Content>,
    issuer: OnceCell<Arc<Issuer>>,
    status_lists: Mutex<BTreeMap<u32, SealedList>>,
    pace: Pace,
}

impl App {
    /// Puts the parts together.
    pub fn new(config: Config, store: Store, content: Content) -> Self {
        Self(Arc::new(Inner {
            config,
            store,
            content: ArcSwap::from_pointee(content),
            issuer: OnceCell::new(),
            status_lists: Mutex::default(),
            pace: Pace::default(),
        }))
    }

    /// Settings.
    pub fn config(&self) -> &Config {
        &self.0.config
    }

    /// The database.
    pub fn store(&self) -> &Store {
        &self.0.store
    }

    /// What is taught now. Hold it for one request, so that one page never mixes two versions.
    pub fn content(&self) -> Arc<Content> {
        self.0.content.load_full()
    }

    /// Who issues certificates here; made ready when it is first asked for, which is at the start of the site.
    ///
    /// # Errors
    /// [`IssuerError`], saying what to do.
    pub async fn issuer(&self) -> Result<Arc<Issuer>, IssuerError> {
        let open = async || Issuer::open(self.config(), self.store()).await.map(Arc::new);
        self.0.issuer.get_or_try_init(open).await.cloned()
    }

    /// How often one place asks.
    pub fn pace(&self) -> &Pace {
        &self.0.pace
    }

    /// Status lists that were sealed, by number.
    pub(super) fn status_lists(&self) -> &Mutex<BTreeMap<u32, SealedList>> {
        &self.0.status_lists
    }

    /// The present moment.
    pub fn now(&self) -> Timestamp {
        self.0.store.clock().now()
    }

    /// Freezes what is taught and holds people to what is new; done at every start.
    ///
    /// # Errors
    /// The database did not take it.
    pub async fn publish(&self) -> store::Result<()> {
        let content = self.content();
        self.store().write(By::System, &PublishContent { published: &content.published }).await
    }

    /// Teaches other content from now on.
    ///
    /// # Errors
    /// The database did not take it; the old content stays.
    pub async fn replace_content(&self, content: Content) -> store::Result<()> {
        self.store().write(By::System, &PublishContent { published: &content.published }).await?;
        self.0.content.store(Arc::new(content));
        Ok(())
    }
}

impl Content {
    /// The catalog.
    pub fn catalog(&self) -> &Catalog {
        &self.published.catalog
    }
}
