//! One page of a list. Must not import anything but `domain`.

use sea_orm::{ConnectionTrait, Paginator, PaginatorTrait, SelectorTrait};

use super::Result;

/// How many lines a page has.
pub const PAGE: u64 = 50;

/// One page of a list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Found<T> {
    /// Its lines.
    pub lines: Vec<T>,
    /// Which page it is, from 0.
    pub page: u64,
    /// How many lines the whole list has.
    pub total: u64,
}

impl<T> Default for Found<T> {
    fn default() -> Self {
        Self { lines: vec![], page: 0, total: 0 }
    }
}

impl<T> Found<T> {
    /// The page of a query. Pages count from 0; beyond the last one is the last one.
    pub(super) async fn of<'db, C, S, Q>(db: &'db C, query: Q, page: u64) -> Result<Self>
    where
        C: ConnectionTrait,
        S: SelectorTrait<Item = T> + Send + Sync + 'db,
        Q: PaginatorTrait<'db, C, Selector = S>,
        T: Send,
    {
        let pages: Paginator<'db, C, S> = query.paginate(db, PAGE);
        let total = pages.num_items().await?;
        Self::of_known(pages, page, total).await
    }

    /// The same where it is known how many lines there are.
    pub(super) async fn of_known<'db, C, S>(pages: Paginator<'db, C, S>, page: u64, total: u64) -> Result<Self>
    where
        C: ConnectionTrait,
        S: SelectorTrait<Item = T> + Send + Sync + 'db,
    {
        let page = Ord::min(page, total.saturating_sub(1) / PAGE);
        Ok(Self { lines: pages.fetch_page(page).await?, page, total })
    }

    /// The same page with each line made into something else, or left out.
    pub fn filter_map<U>(self, make: impl FnMut(T) -> Option<U>) -> Found<U> {
        Found { lines: self.lines.into_iter().filter_map(make).collect(), page: self.page, total: self.total }
    }
}
