//! What to know where no mail server is set, so that nobody waits for a mail that reaches nobody. Must not import `app` or a
//! page's insides.

use leptos::prelude::*;

use crate::components::notice;
use crate::domain::ids::PersonId;
use crate::server::config::Config;

/// For administrators, who can do something about it: where mails go, and how to have them sent. Nothing where they are sent.
pub fn for_administrators(config: &Config) -> Option<AnyView> {
    config.smtp_url.is_none().then(|| notice::warning(kept(config)).into_any())
}

/// The same about one person's mail, with the way out: a link to hand over.
pub fn about(config: &Config, person: PersonId) -> Option<AnyView> {
    config.smtp_url.is_none().then(|| {
        let link = format!("/admin/people/{person}/link");
        notice::warning(
            view! { {kept(config)}" Or "<a href=link>"make a one-time link"</a>" and hand it over yourself." },
        )
        .into_any()
    })
}

/// For managers, who can only ask.
pub fn for_managers() -> AnyView {
    let words = "No mail server is set up for this site, so these mails are kept as files and reach nobody. Tell your administrator.";
    notice::warning(words).into_any()
}

fn kept(config: &Config) -> impl IntoView + use<> {
    let folder = config.data_dir.join("mail").display().to_string();
    view! {
        "No mail server is set, so mails are kept as files in "<code>{folder}</code>
        " and reach nobody. To have them sent, whoever runs the site sets "<code>"NETWISE_SMTP_URL"</code>
        " and starts it again."
    }
}
