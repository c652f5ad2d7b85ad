//! `/me/settings`: details, choices, devices, messages, data.

use crate::client::load;
use crate::clock;
use crate::locale::t;
use crate::ui::{arrive, live, trouble};
use jaettu_domain::account::api::{ListSessions, Me};
use jaettu_domain::messages::api::ListMessages;
use jaettu_views as views;
use jaettu_views::account::Known;
use leptos::prelude::*;

pub(super) fn page(me: Me) -> AnyView {
    arrive(t().account_settings());
    let sessions = load(|| ListSessions);
    let messages = load(|| ListMessages);
    let me = StoredValue::new(me);
    let draw = move || {
        let (Some(sessions), Some(messages)) = (sessions.ready(), messages.ready()) else {
            return views::waiting(t(), &views::page_skeleton());
        };
        me.with_value(|me| {
            views::account::settings(&Known {
                words: t(),
                now: clock::now(),
                live: true,
                me,
                sessions: &sessions.items,
                messages: &messages.items,
            })
        })
    };
    view! { {live("contact", draw)} {trouble(sessions, "contact")} }.into_any()
}
