//! What stands between the network and the pages: settings, state, sessions, headers, the frame of a page. Must not import
//! anything but `domain`, `catalog`, `store`, `usecases` and `components`.

pub mod actor;
pub mod address;
pub mod assets;
pub mod backup;
pub mod badge;
pub mod bundle;
pub mod claims;
pub mod config;
pub mod cross_site;
pub mod failure;
pub mod headers;
pub mod issuer;
pub mod jobs;
pub mod key_file;
pub mod mail;
pub mod pace;
pub mod page;
pub mod picture;
pub mod reload;
pub mod renderings;
pub mod request_log;
pub mod serve;
pub mod sheet;
pub mod sign_in_cookie;
pub mod state;
pub mod status_list;
pub mod table_file;
pub mod transcript;
pub mod verdict;
