//! Plain views used by several pages. Must not import anything but `domain`.

pub mod art;
pub mod breadcrumb;
pub mod date;
pub mod form;
pub mod icon;
pub mod menu;
pub mod notice;
pub mod pager;
pub mod picture;
pub mod question;
pub mod raw;
pub mod rules;
pub mod standing;
pub mod status;
pub mod verify_form;

pub use breadcrumb::breadcrumb;
pub use date::{Calendar, date};
pub use icon::Icon;
pub use raw::raw;
