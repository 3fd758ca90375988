//! The logo and the signature that certificates bear. Must not import anything but `domain`.

use leptos::prelude::*;

/// The logo of an organisation, whose name stands for it where it cannot be seen.
pub fn logo(hash: &str, organisation: &str) -> impl IntoView + use<> {
    let alt = if organisation.is_empty() { "Logo".to_owned() } else { format!("Logo of {organisation}") };
    view! { <img class="picture" src=format!("/images/{hash}") alt=alt/> }
}

/// The signature of who signs, whose name stands for it where it cannot be seen.
pub fn signature(hash: &str, signatory: &str) -> impl IntoView + use<> {
    let alt = if signatory.is_empty() { "Signature".to_owned() } else { format!("Signature of {signatory}") };
    view! { <img class="picture" src=format!("/images/{hash}") alt=alt/> }
}
