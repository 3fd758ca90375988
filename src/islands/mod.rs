//! The interactive parts: the only view code that reaches the browser. Must not import anything but `domain` and `api`.

// The macro makes items that cannot carry documentation.
#![allow(missing_docs)]

pub mod answer;
