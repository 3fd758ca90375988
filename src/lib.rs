//! Netwise: teaches Personal Learning Networks, follows progress, issues certificates anyone can check.
//!
//! The module list is the map of the architecture. Arrows point one way, from the right to the left:
//! `domain` <- `catalog`, `store`, `components` <- `usecases` <- `server` <- `api` <- `islands` <- `pages` <- `app`.

pub mod api;
#[cfg(feature = "ssr")]
pub mod app;
#[cfg(feature = "ssr")]
pub mod catalog;
#[cfg(feature = "ssr")]
pub mod components;
#[cfg(feature = "ssr")]
pub mod demo;
pub mod domain;
pub mod islands;
#[cfg(feature = "ssr")]
pub mod pages;
#[cfg(feature = "ssr")]
pub mod server;
#[cfg(feature = "ssr")]
pub mod store;
#[cfg(feature = "ssr")]
pub mod usecases;
